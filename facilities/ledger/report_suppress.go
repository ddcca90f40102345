package ledger

import (
	"slices"

	"marke/facilities"
)

// FirmsMin is the least number of firms that a published figure may be about.
const FirmsMin = 3

// Cell is one figure of a table before it is published. Firms are those whom it is about, each once; a figure about none in particular
// (a cost of the facility) has none.
type Cell struct {
	Value int64
	Firms []facilities.PartnerID
}

// few reports that the cell itself would tell about single firms.
func (c Cell) few() bool { return len(c.Firms) > 0 && len(c.Firms) < FirmsMin }

// nothing reports that there is nothing in the cell: that is published, and hides nothing.
func (c Cell) nothing() bool { return c.Value == 0 && len(c.Firms) == 0 }

// Suppress says which cells of a table must not be shown: those of fewer than FirmsMin firms, and as few others as keep them from being
// computed. Every row and every column of the table, its totals included, must add up to something known: the last cell of a row is the sum of
// those before it, and the last row the sum of the rows above.
//
// A hidden cell of such a table can be computed exactly when, in the graph whose nodes are rows and columns and whose edges are the hidden
// cells, its edge lies on no cycle (Gusfield, A graph theoretic approach to statistical data security, 1988). So an edge on no cycle gets the cheapest
// cycle, and a row or column whose hidden cells together are about fewer than FirmsMin firms gets another hidden cell, since their sum can
// be computed.
func Suppress(table [][]Cell) [][]bool {
	s := suppressor{table: table, hidden: make([][]bool, len(table))}
	for i, row := range table {
		s.hidden[i] = make([]bool, len(row))
		for j, c := range row {
			s.hidden[i][j] = c.few()
		}
	}
	for s.closeCycle() || s.widenLine() { // each step hides one cell more, so it ends
	}
	return s.hidden
}

// suppressColumn is Suppress for figures that add up to the last of them.
func suppressColumn(cells []Cell) []bool {
	table := make([][]Cell, len(cells))
	for i, c := range cells {
		table[i] = []Cell{c, c} // each is the sum of itself
	}
	out := make([]bool, len(cells))
	for i, row := range Suppress(table) {
		out[i] = row[0]
	}
	return out
}

type suppressor struct {
	table  [][]Cell
	hidden [][]bool
}

// place is a cell's row and column.
type place struct{ row, column int }

// closeCycle finds a hidden cell that can be computed and hides the cheapest cells that prevent it. False when there is none, or nothing left to hide.
func (s *suppressor) closeCycle() bool {
	for i, row := range s.table {
		for j := range row {
			if !s.hidden[i][j] {
				continue
			}
			path := s.cheapestPath(place{i, j})
			changed := false
			for _, p := range path {
				changed = changed || !s.hidden[p.row][p.column]
				s.hidden[p.row][p.column] = true
			}
			if changed {
				return true
			}
		}
	}
	return false
}

// cheapestPath connects the row of a cell with its column by other cells, hidden ones for nothing and others as cheaply as can be (Bellman and Ford); nil when
// nothing connects them.
func (s *suppressor) cheapestPath(of place) []place {
	rows, columns := len(s.table), len(s.table[0])
	const far = int64(1) << 60
	cost := make([]int64, rows+columns)
	last := make([]place, rows+columns)
	for n := range cost {
		cost[n] = far
	}
	cost[of.row] = 0
	for range cost {
		for i, row := range s.table {
			for j, c := range row {
				if c.nothing() || of == (place{i, j}) {
					continue
				}
				step := s.price(place{i, j})
				if cost[i]+step < cost[rows+j] {
					cost[rows+j], last[rows+j] = cost[i]+step, place{i, j}
				}
				if cost[rows+j]+step < cost[i] {
					cost[i], last[i] = cost[rows+j]+step, place{i, j}
				}
			}
		}
	}
	if cost[rows+of.column] >= far {
		return nil
	}
	var path []place
	for node := rows + of.column; node != of.row; {
		p := last[node]
		path = append(path, p)
		if node == p.row {
			node = rows + p.column
		} else {
			node = p.row
		}
	}
	return path
}

// price is what hiding a cell costs the reader: totals much, figures about nobody in particular more than those about firms, those of many firms more than those of few.
func (s *suppressor) price(p place) int64 {
	if s.hidden[p.row][p.column] {
		return 0
	}
	firms := len(s.table[p.row][p.column].Firms)
	price := int64(1000 + firms)
	if firms == 0 {
		price = 2000
	}
	if p.row == len(s.table)-1 {
		price *= 50
	}
	if p.column == len(s.table[p.row])-1 {
		price *= 50
	}
	return price
}

// widenLine finds a row or column whose hidden cells together are about too few firms and hides the cheapest other one in it.
func (s *suppressor) widenLine() bool {
	rows, columns := len(s.table), len(s.table[0])
	for line := range rows + columns {
		var all []place
		for k := range max(rows, columns) {
			switch {
			case line < rows && k < columns:
				all = append(all, place{line, k})
			case line >= rows && k < rows:
				all = append(all, place{k, line - rows})
			}
		}
		if s.tooFew(all) && s.hideCheapest(all) {
			return true
		}
	}
	return false
}

// tooFew reports that the hidden cells among these are about some firms, and about fewer than FirmsMin. Among them a cell about nobody in particular
// hides the sum as well as a firm does.
func (s *suppressor) tooFew(line []place) bool {
	var firms []facilities.PartnerID
	for _, p := range line {
		c := s.table[p.row][p.column]
		if s.hidden[p.row][p.column] {
			if len(c.Firms) == 0 {
				return false
			}
			firms = append(firms, c.Firms...)
		}
	}
	slices.Sort(firms)
	n := len(slices.Compact(firms))
	return n > 0 && n < FirmsMin
}

func (s *suppressor) hideCheapest(line []place) bool {
	best, found := place{}, false
	for _, p := range line {
		if s.hidden[p.row][p.column] || s.table[p.row][p.column].nothing() {
			continue
		}
		if !found || s.price(p) < s.price(best) {
			best, found = p, true
		}
	}
	if found {
		s.hidden[best.row][best.column] = true
	}
	return found
}
