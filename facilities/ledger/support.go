package ledger

import (
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// Instrument is a way to support a project.
type Instrument string

// The instruments.
const (
	InstrumentContribution  Instrument = "contribution"
	InstrumentContract      Instrument = "contract"
	InstrumentLoan          Instrument = "loan" // of the revolving fund
	InstrumentGuarantee     Instrument = "guarantee"
	InstrumentParticipation Instrument = "participation"
	InstrumentLaunch        Instrument = "launching_order"
)

// Record is something that must be on file before a project is supported.
type Record string

// The records.
const (
	RecordDecision Record = "go_no_go"
	RecordCase     Record = "business_case"
	RecordReview   Record = "external_review"
	RecordContract Record = "contract"
)

// PhaseTerms say what fits projects of a phase, as the facility's agreement has it.
type PhaseTerms struct {
	Phase       facilities.Phase
	Instruments []Instrument
	CashMinPPM  int64 // the least part in cash, in parts per million; 0: all of it may be in kind
	Records     []Record
}

// Support is what a project is to get.
type Support struct {
	Phase      facilities.Phase
	Instrument Instrument
	Cash       money.Cents
	InKind     money.Cents
	Records    []Record
}

// Misfit is one reason why support does not fit; What names the instrument or the record.
type Misfit struct{ Code, What string }

// The codes of misfits.
const (
	MisfitPhase      = "phase" // the agreement says nothing about this phase
	MisfitInstrument = "instrument"
	MisfitCash       = "cash"
	MisfitRecord     = "record"
)

// Misfits lists everything about a support that the phase's terms do not allow; none: it fits. A person decides.
func (t Terms) Misfits(s Support) []Misfit {
	i := slices.IndexFunc(t.Phases, func(p PhaseTerms) bool { return p.Phase == s.Phase })
	if i < 0 {
		return []Misfit{{MisfitPhase, string(s.Phase)}}
	}
	phase := t.Phases[i]
	var out []Misfit
	if !slices.Contains(phase.Instruments, s.Instrument) {
		out = append(out, Misfit{MisfitInstrument, string(s.Instrument)})
	}
	if total := s.Cash + s.InKind; total > 0 && less(int64(max(0, s.Cash)), int64(total), phase.CashMinPPM, million) {
		out = append(out, Misfit{MisfitCash, money.Decimal(s.Cash)})
	}
	for _, r := range phase.Records {
		if !slices.Contains(s.Records, r) {
			out = append(out, Misfit{MisfitRecord, string(r)})
		}
	}
	return out
}
