package paper

import (
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"marke/facilities"
	"marke/facilities/texts"
)

// Measures of an A4 page, in millimetres.
const (
	pageWidth   = 210.0
	pageHeight  = 297.0
	marginSide  = 20.0
	marginTop   = 18.0
	marginFoot  = 20.0
	textWidth   = pageWidth - 2*marginSide
	lineHeight  = 4.9 // of the text's own size
	smallHeight = 4.0
)

// Sizes of type, in points.
const (
	sizeTitle = 20.0
	sizeHead  = 11.5
	sizeText  = 9.5
	sizeSmall = 7.8
)

// colour is red, green and blue.
type colour [3]int

var (
	ink   = colour{23, 33, 28}
	soft  = colour{85, 96, 90}
	hair  = colour{217, 220, 211}
	brand = colour{20, 86, 63}
	sun   = colour{224, 165, 46}
	tint  = colour{240, 243, 238}
)

// sheet is a document being drawn, from the top of each page to its foot.
type sheet struct {
	pdf   *fpdf.Fpdf
	t     *texts.Texts
	foot  string
	pages int // as the first drawing counted them; 0 while it does
}

// about is what a document says of itself.
type about struct {
	title, subject, author, foot string
	day                          facilities.Date // when it is from, as far as its bytes go
}

// write draws a document twice: the first time counts the pages, the second says on each how many there are.
func write(w io.Writer, t *texts.Texts, a about, draw func(*sheet)) error {
	counted := newSheet(t, a, 0)
	draw(counted)
	counted.pdf.Close()
	if err := counted.pdf.Error(); err != nil {
		return err
	}
	s := newSheet(t, a, counted.pdf.PageCount())
	draw(s)
	return s.pdf.Output(w)
}

func newSheet(t *texts.Texts, a about, pages int) *sheet {
	pdf := fpdf.New("P", "mm", "A4", "")
	s := &sheet{pdf: pdf, t: t, foot: a.foot, pages: pages}
	// Nothing of the moment or the machine goes into the file.
	stamp := a.day.In(time.UTC)
	pdf.SetCreationDate(stamp)
	pdf.SetModificationDate(stamp)
	pdf.SetCatalogSort(true)
	pdf.SetProducer("Marke", true)
	pdf.SetCreator("Marke", true)
	pdf.SetTitle(a.title, true)
	pdf.SetSubject(a.subject, true)
	pdf.SetAuthor(a.author, true)
	pdf.SetLang(t.Lang())
	pdf.AddUTF8FontFromBytes("go", "", goregular.TTF)
	pdf.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	pdf.SetMargins(marginSide, marginTop, marginSide)
	pdf.SetCellMargin(0)
	pdf.SetAutoPageBreak(false, marginFoot) // room sees to it, so that no row is torn
	pdf.SetFooterFunc(s.drawFoot)
	pdf.AddPage()
	return s
}

func (s *sheet) drawFoot() {
	s.pdf.SetY(pageHeight - 13)
	s.style("", sizeSmall, soft)
	s.pdf.SetX(marginSide)
	s.pdf.CellFormat(textWidth*0.75, smallHeight, s.fit(s.foot, textWidth*0.75), "", 0, "L", false, 0, "")
	s.pdf.CellFormat(textWidth*0.25, smallHeight, s.t.Say("paper.page", "page", s.pdf.PageNo(), "pages", s.pages), "", 0, "R", false, 0, "")
}

func (s *sheet) style(weight string, size float64, c colour) {
	s.pdf.SetFont("go", weight, size)
	s.pdf.SetTextColor(c[0], c[1], c[2])
}

// room begins a new page when so much height is no longer left; it reports that it did.
func (s *sheet) room(height float64) bool {
	if s.pdf.GetY()+height <= pageHeight-marginFoot {
		return false
	}
	s.pdf.AddPage()
	return true
}

// lines breaks a text at the width of a column, in the current type. A word that is longer than a line is broken too.
func (s *sheet) lines(text string, width float64) []string {
	var out []string
	for _, line := range s.pdf.SplitText(strings.Join(strings.Fields(text), " "), width) {
		out = append(out, strings.TrimSpace(line))
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

// fit shortens a text to one line of a width.
func (s *sheet) fit(text string, width float64) string {
	if s.pdf.GetStringWidth(text) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && s.pdf.GetStringWidth(string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// title begins a document: the mark, over it what kind of document this is, and its name.
func (s *sheet) title(over, title string) {
	s.mark(marginSide, marginTop)
	s.style("", sizeText, soft)
	s.pdf.SetXY(marginSide+14, marginTop)
	s.pdf.CellFormat(textWidth-14, 4.6, s.fit(over, textWidth-14), "", 1, "L", false, 0, "")
	s.style("B", sizeTitle, ink)
	s.pdf.SetX(marginSide + 14)
	for _, line := range s.lines(title, textWidth-14) {
		s.pdf.SetX(marginSide + 14)
		s.pdf.CellFormat(textWidth-14, 8.4, line, "", 1, "L", false, 0, "")
	}
	s.pdf.Ln(5)
}

// mark draws Marke's sign, a letter M on a field.
func (s *sheet) mark(x, y float64) {
	const scale = 10.0 / 32
	at := func(px, py float64) (float64, float64) { return x + px*scale, y + py*scale }
	s.pdf.SetFillColor(brand[0], brand[1], brand[2])
	s.pdf.RoundedRect(x, y, 10, 10, 2.4, "1234", "F")
	s.pdf.SetLineCapStyle("round")
	s.pdf.SetLineJoinStyle("round")
	s.pdf.SetLineWidth(3.4 * scale)
	s.pdf.SetDrawColor(244, 241, 230)
	for i, p := range [][2]float64{{7, 24}, {7, 9.5}, {16, 18}, {25, 9.5}, {25, 24}} {
		px, py := at(p[0], p[1])
		if i == 0 {
			s.pdf.MoveTo(px, py)
		} else {
			s.pdf.LineTo(px, py)
		}
	}
	s.pdf.DrawPath("D")
	s.pdf.SetDrawColor(sun[0], sun[1], sun[2])
	x1, y1 := at(7, 24)
	x2, _ := at(25, 24)
	s.pdf.Line(x1, y1, x2, y1)
	s.pdf.SetLineCapStyle("butt")
	s.pdf.SetLineWidth(0.2)
}

// heading begins a section, never at the foot of a page.
func (s *sheet) heading(text string) {
	s.room(24)
	s.pdf.Ln(4)
	s.style("B", sizeHead, brand)
	for _, line := range s.lines(text, textWidth) {
		s.pdf.SetX(marginSide)
		s.pdf.CellFormat(textWidth, 6, line, "", 1, "L", false, 0, "")
	}
	s.pdf.Ln(0.8)
}

// paragraph is running text.
func (s *sheet) paragraph(text string) {
	s.style("", sizeText, ink)
	for _, line := range s.lines(text, textWidth) {
		s.room(lineHeight)
		s.pdf.SetX(marginSide)
		s.pdf.CellFormat(textWidth, lineHeight, line, "", 1, "L", false, 0, "")
	}
}

// remark is small print.
func (s *sheet) remark(text string) {
	s.style("", sizeSmall, soft)
	for _, line := range s.lines(text, textWidth) {
		s.room(smallHeight)
		s.pdf.SetX(marginSide)
		s.pdf.CellFormat(textWidth, smallHeight, line, "", 1, "L", false, 0, "")
	}
}

// fact is a name and a value.
type fact struct{ name, value string }

// facts lists facts in two columns beside each other, those without a value left out.
func (s *sheet) facts(facts ...fact) {
	const gap, nameWidth = 8.0, 30.0
	width := (textWidth - gap) / 2
	side, top, bottom := 0, s.pdf.GetY(), s.pdf.GetY()
	for _, f := range facts {
		if f.value == "" {
			continue
		}
		x := marginSide + float64(side)*(width+gap)
		s.pdf.SetXY(x, top)
		s.style("", sizeText, soft)
		s.pdf.CellFormat(nameWidth, lineHeight, s.fit(f.name, nameWidth-2), "", 0, "L", false, 0, "")
		s.style("", sizeText, ink)
		for _, line := range s.lines(f.value, width-nameWidth) {
			s.pdf.SetX(x + nameWidth)
			s.pdf.CellFormat(width-nameWidth, lineHeight, line, "", 1, "L", false, 0, "")
		}
		bottom = max(bottom, s.pdf.GetY()+0.6)
		if side = 1 - side; side == 0 {
			top = bottom
		}
	}
	s.pdf.SetY(bottom)
}
