package scheduler

// roundCut finds the least that must be given up so that nothing of the left side
// stands in the way of anything of the right side: a minimum cut, by the blocking
// flows of Dinic (1970). What it keeps is a heaviest set without conflicts; that
// this is a cut when the conflicts join two sides is König's theorem with weights.
type roundCut struct {
	left, right int32 // how many there are of each; the right ones are numbered after the left ones
	arcs        []roundArc
	of          [][]int32 // numbers of the arcs that leave each, of the source and of the sink
	weights     []int64   // of each, as last set
	far         []int32   // steps from the source, -1 when it does not reach
	next        []int32   // of each, the arc to try next
	queue       []int32
	work        int64
}

// roundArc goes to a node; the arc with the other last bit goes back.
type roundArc struct {
	to   int32
	room int64
}

// arcOpen is the room of a conflict: more than all weights together.
const arcOpen = int64(1) << 61

func newRoundCut(left, right int) *roundCut {
	n := left + right + 2
	k := &roundCut{left: int32(left), right: int32(right), of: make([][]int32, n), weights: make([]int64, left+right), far: make([]int32, n), next: make([]int32, n)}
	for i := range k.left {
		k.arc(k.source(), i)
	}
	for i := k.left; i < k.left+k.right; i++ {
		k.arc(i, k.sink())
	}
	return k
}

func (k *roundCut) source() int32 { return k.left + k.right }
func (k *roundCut) sink() int32   { return k.left + k.right + 1 }

func (k *roundCut) arc(from, to int32) {
	k.of[from] = append(k.of[from], int32(len(k.arcs)))
	k.of[to] = append(k.of[to], int32(len(k.arcs))+1)
	k.arcs = append(k.arcs, roundArc{to, 0}, roundArc{from, 0})
}

// conflict says that one of the left and one of the right cannot both be kept.
func (k *roundCut) conflict(left, right int32) { k.arc(left, right) }

// solve keeps the heaviest set; what weighs nothing or less is not kept. It returns
// what all that is kept weighs.
func (k *roundCut) solve(weights []int64) int64 {
	total := int64(0)
	for i, weight := range weights {
		k.weights[i] = max(0, weight)
		total += k.weights[i]
		k.arcs[2*i], k.arcs[2*i+1] = roundArc{k.arcs[2*i].to, k.weights[i]}, roundArc{k.arcs[2*i+1].to, 0}
	}
	for i := 2 * len(weights); i < len(k.arcs); i += 2 {
		k.arcs[i].room, k.arcs[i+1].room = arcOpen, 0
	}
	for k.reach() {
		clear(k.next)
		for flow := k.push(k.source(), arcOpen); flow > 0; flow = k.push(k.source(), arcOpen) {
			total -= flow
		}
	}
	return total
}

// kept reports whether the last solve keeps something: on the left what the source
// still reaches, on the right what it does not.
func (k *roundCut) kept(i int32) bool {
	return k.weights[i] > 0 && (k.far[i] >= 0) == (i < k.left)
}

// reach counts the steps from the source, and reports whether the sink is reached.
func (k *roundCut) reach() bool {
	for i := range k.far {
		k.far[i] = -1
	}
	k.far[k.source()] = 0
	k.queue = append(k.queue[:0], k.source())
	for at := 0; at < len(k.queue); at++ {
		node := k.queue[at]
		k.work += int64(len(k.of[node]))
		for _, a := range k.of[node] {
			if arc := &k.arcs[a]; arc.room > 0 && k.far[arc.to] < 0 {
				k.far[arc.to] = k.far[node] + 1
				k.queue = append(k.queue, arc.to)
			}
		}
	}
	return k.far[k.sink()] >= 0
}

// push sends what it can from a node along one shortest way to the sink.
func (k *roundCut) push(node int32, most int64) int64 {
	if node == k.sink() {
		return most
	}
	for ; k.next[node] < int32(len(k.of[node])); k.next[node]++ {
		a := k.of[node][k.next[node]]
		arc := &k.arcs[a]
		k.work++
		if arc.room == 0 || k.far[arc.to] != k.far[node]+1 {
			continue
		}
		if flow := k.push(arc.to, min(most, arc.room)); flow > 0 {
			k.arcs[a].room -= flow
			k.arcs[a^1].room += flow
			return flow
		}
	}
	return 0
}
