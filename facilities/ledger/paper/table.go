package paper

// column is one column of a table. Width is its part of the page's; numbers stand at the right.
type column struct {
	head  string
	width float64
	right bool
}

// row is one row of a table: a text for each column, and under the first one what explains it.
type row struct {
	cells  []string
	detail []string
	strong bool // a sum
}

// table draws rows under a heading that every page repeats. A row is never torn unless it alone is longer than a page.
func (s *sheet) table(columns []column, rows []row) {
	widths := widthsOf(columns)
	headed := false
	for _, c := range columns {
		headed = headed || c.head != ""
	}
	s.room(24)
	if headed {
		s.tableHead(columns, widths)
	}
	for _, r := range rows {
		if s.room(s.heightOf(r, widths)) && headed {
			s.tableHead(columns, widths)
		}
		s.tableRow(columns, widths, r)
	}
	s.pdf.Ln(1.5)
}

func widthsOf(columns []column) []float64 {
	var sum float64
	for _, c := range columns {
		sum += c.width
	}
	out := make([]float64, len(columns))
	for i, c := range columns {
		out[i] = c.width / sum * textWidth
	}
	return out
}

func (s *sheet) tableHead(columns []column, widths []float64) {
	s.style("B", sizeSmall, soft)
	top, height := s.pdf.GetY(), 0.0
	x := marginSide
	for i, c := range columns {
		lines := s.lines(c.head, widths[i]-2)
		s.column(x, top, widths[i], smallHeight, lines, c.right)
		height = max(height, float64(len(lines))*smallHeight)
		x += widths[i]
	}
	s.rule(top+height+0.8, brand, 0.35)
	s.pdf.SetY(top + height + 1.6)
}

// column writes lines under each other within a column, 2 mm off the next one.
func (s *sheet) column(x, y, width, height float64, lines []string, right bool) {
	align := "L"
	if right {
		align = "R"
	} else {
		width -= 2
	}
	for i, line := range lines {
		s.pdf.SetXY(x, y+float64(i)*height)
		s.pdf.CellFormat(width, height, line, "", 0, align, false, 0, "")
	}
}

func (s *sheet) rule(y float64, c colour, width float64) {
	s.pdf.SetDrawColor(c[0], c[1], c[2])
	s.pdf.SetLineWidth(width)
	s.pdf.Line(marginSide, y, pageWidth-marginSide, y)
}

// detailWidth is how far the explanation of a row may run: past the columns of numbers, when the first one is narrow.
func detailWidth(widths []float64) float64 { return max(widths[0]-2, textWidth*0.72) }

func (s *sheet) heightOf(r row, widths []float64) float64 {
	s.rowStyle(r)
	most := 1
	for i, cell := range r.cells {
		most = max(most, len(s.lines(cell, widths[i]-2)))
	}
	height := float64(most) * lineHeight
	s.style("", sizeSmall, soft)
	for _, d := range r.detail {
		height += float64(len(s.lines(d, detailWidth(widths)-3))) * smallHeight
	}
	return height + 2.2
}

func (s *sheet) rowStyle(r row) {
	weight := ""
	if r.strong {
		weight = "B"
	}
	s.style(weight, sizeText, ink)
}

func (s *sheet) tableRow(columns []column, widths []float64, r row) {
	if r.strong {
		s.rule(s.pdf.GetY(), ink, 0.3)
		s.pdf.Ln(0.6)
	}
	s.rowStyle(r)
	top, x, most := s.pdf.GetY()+0.5, marginSide, 1
	for i, cell := range r.cells {
		lines := s.lines(cell, widths[i]-2)
		s.column(x, top, widths[i], lineHeight, lines, columns[i].right)
		most = max(most, len(lines))
		x += widths[i]
	}
	y := top + float64(most)*lineHeight
	s.style("", sizeSmall, soft)
	for _, d := range r.detail {
		for _, line := range s.lines(d, detailWidth(widths)-3) {
			if y+smallHeight > pageHeight-marginFoot { // a row that is longer than a page
				s.pdf.AddPage()
				s.style("", sizeSmall, soft)
				y = marginTop
			}
			s.pdf.SetXY(marginSide+3, y)
			s.pdf.CellFormat(detailWidth(widths)-3, smallHeight, line, "", 0, "L", false, 0, "")
			y += smallHeight
		}
	}
	if !r.strong {
		s.rule(y+0.9, hair, 0.15)
	}
	s.pdf.SetY(y + 1.2)
}

// total is a sum that the document ends in, large, on a tinted field.
func (s *sheet) total(name, amount string) {
	s.room(16)
	s.pdf.Ln(2.5)
	y := s.pdf.GetY()
	s.pdf.SetFillColor(tint[0], tint[1], tint[2])
	s.pdf.RoundedRect(marginSide, y, textWidth, 12, 2, "1234", "F")
	s.style("B", sizeHead, ink)
	s.pdf.SetXY(marginSide+4, y)
	s.pdf.CellFormat(textWidth*0.6, 12, s.fit(name, textWidth*0.6), "", 0, "LM", false, 0, "")
	s.style("B", 14, brand)
	s.pdf.SetXY(marginSide+textWidth*0.6, y)
	s.pdf.CellFormat(textWidth*0.4-4, 12, amount, "", 0, "RM", false, 0, "")
	s.pdf.SetY(y + 14)
}
