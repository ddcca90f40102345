package ledger

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marke/facilities"
)

// firms are so many organisations, from a first one on.
func firms(from, n int) (out []facilities.PartnerID) {
	for i := range n {
		out = append(out, facilities.PartnerID(fmt.Sprintf("f%02d", from+i)))
	}
	return out
}

// withTotals adds the sums of rows and columns to a table.
func withTotals(inner [][]Cell) [][]Cell {
	merge := func(cells []Cell) (sum Cell) {
		for _, c := range cells {
			sum.Value += c.Value
			sum.Firms = append(sum.Firms, c.Firms...)
		}
		slices.Sort(sum.Firms)
		sum.Firms = slices.Compact(sum.Firms)
		return sum
	}
	var out [][]Cell
	for _, row := range inner {
		out = append(out, append(slices.Clone(row), merge(row)))
	}
	last := make([]Cell, len(out[0]))
	for j := range last {
		var column []Cell
		for _, row := range out {
			column = append(column, row[j])
		}
		last[j] = merge(column)
	}
	return append(out, last)
}

func TestCellsOfFewFirmsAreHiddenAndNothingMoreThanNeeded(t *testing.T) {
	many := Cell{100, firms(10, 5)}
	one := Cell{7, firms(1, 1)}
	for _, c := range []struct {
		name  string
		inner [][]Cell
		want  string // # hidden, . shown
	}{
		{"nothing to hide", [][]Cell{{many, many}, {many, {}}}, "... / ... / ..."},
		{"one cell takes a rectangle with it", [][]Cell{{one, many}, {many, many}}, "##. / ##. / ..."},
		{"the smallest rectangle", [][]Cell{{one, many, {9, firms(20, 3)}}, {many, many, {9, firms(20, 3)}}}, "#.#. / #.#. / ...."},
		{"a row of one firm hides its total too", [][]Cell{{one, {}}, {many, many}}, "#.# / #.# / ..."},
		{"two firms in a row are as good as none", [][]Cell{{one, {9, firms(2, 1)}, many}, {many, many, many}}, "###. / ###. / ...."},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for i, row := range Suppress(withTotals(c.inner)) {
				if i > 0 {
					got += " / "
				}
				for _, hidden := range row {
					got += map[bool]string{true: "#", false: "."}[hidden]
				}
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// TestWhatIsHiddenCannotBeComputed solves the equations of a table, as somebody would who wants to know, by elimination modulo a prime.
func TestWhatIsHiddenCannotBeComputed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 5).Draw(t, "rows"), rapid.IntRange(1, 5).Draw(t, "columns")
		inner := make([][]Cell, rows)
		for i := range inner {
			for j := range columns {
				n := rapid.SampledFrom([]int{0, 0, 1, 2, 3, 6}).Draw(t, "firms")
				c := Cell{Firms: firms(rapid.IntRange(0, 20).Draw(t, "from")+j*30, n)}
				if n > 0 {
					c.Value = rapid.Int64Range(1, 1000).Draw(t, "value")
				}
				inner[i] = append(inner[i], c)
			}
		}
		table := withTotals(inner)
		hidden := Suppress(table)
		for i, row := range table {
			for j, c := range row {
				if c.few() && !hidden[i][j] {
					t.Fatalf("cell %d,%d of %d firms is shown", i, j, len(c.Firms))
				}
				if c.nothing() && hidden[i][j] {
					t.Fatalf("cell %d,%d has nothing in it and is hidden", i, j)
				}
			}
		}
		for p, computed := range solvable(hidden) {
			if computed && table[p.row][p.column].few() {
				t.Fatalf("cell %d,%d can be computed from what is shown", p.row, p.column)
			}
		}
	})
}

// solvable says of each hidden cell whether the sums of rows and columns determine it: whether its unit vector lies in the row space of the equations.
func solvable(hidden [][]bool) map[place]bool {
	const prime = 1_000_000_007
	var unknowns []place
	for i, row := range hidden {
		for j := range row {
			if hidden[i][j] {
				unknowns = append(unknowns, place{i, j})
			}
		}
	}
	rows, columns := len(hidden), len(hidden[0])
	var equations [][]int64
	for line := range rows + columns {
		e := make([]int64, len(unknowns))
		for k, p := range unknowns {
			if line < rows && p.row == line {
				e[k] = sign(p.column == columns-1)
			}
			if line >= rows && p.column == line-rows {
				e[k] = sign(p.row == rows-1)
			}
		}
		equations = append(equations, e)
	}
	reduce(equations, prime)
	out := map[place]bool{}
	for k, p := range unknowns {
		out[p] = slices.ContainsFunc(equations, func(e []int64) bool {
			for i, v := range e {
				if (v != 0) != (i == k) {
					return false
				}
			}
			return true
		})
	}
	return out
}

func sign(total bool) int64 {
	if total {
		return 1_000_000_006
	}
	return 1
}

// reduce brings equations into reduced row echelon form.
func reduce(m [][]int64, prime int64) {
	top := 0
	for k := 0; len(m) > 0 && k < len(m[0]); k++ {
		i := top
		for i < len(m) && m[i][k] == 0 {
			i++
		}
		if i == len(m) {
			continue
		}
		m[top], m[i] = m[i], m[top]
		inverse := power(m[top][k], prime-2, prime)
		for c := range m[top] {
			m[top][c] = m[top][c] * inverse % prime
		}
		for r := range m {
			if f := m[r][k]; r != top && f != 0 {
				for c := range m[r] {
					m[r][c] = ((m[r][c]-f*m[top][c])%prime + prime) % prime
				}
			}
		}
		top++
	}
}

func power(base, exponent, prime int64) int64 {
	out := int64(1)
	for ; exponent > 0; exponent >>= 1 {
		if exponent&1 == 1 {
			out = out * base % prime
		}
		base = base * base % prime
	}
	return out
}
