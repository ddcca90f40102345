package facilities

// PartnerKind is the sort of organisation.
type PartnerKind string

// The kinds of partner.
const (
	SME        PartnerKind = "sme"
	Large      PartnerKind = "large"
	Knowledge  PartnerKind = "knowledge"
	Government PartnerKind = "government"
	Startup    PartnerKind = "startup"
)

// PartnerKinds lists them in the order in which they are shown.
var PartnerKinds = []PartnerKind{SME, Large, Knowledge, Government, Startup}

// Partner is a member organisation, or a guest: one without a share that books
// from a facility's open-access share.
type Partner struct {
	ID       PartnerID
	Name     string
	Kind     PartnerKind
	Guest    bool
	Version  int64
	Archived bool
}

// Phase is where a project stands.
type Phase string

// The phases of a project.
const (
	PhaseStart      Phase = "start"
	PhaseInnovation Phase = "innovation"
	PhaseMarket     Phase = "market"
)

// Project is what a booking is for. It belongs to one or more partners, whose
// own key splits its hours and charges.
type Project struct {
	ID       ProjectID
	Name     string
	Partners []Share
	Phase    Phase
	// Economic says whether its use is economic in the sense of the state-aid
	// rules; Reason says why.
	Economic bool
	Reason   string
	Leader   PersonID
	Version  int64
	Archived bool
}

// Share is a whole number of waardelen (share units) of one partner: a third is 1 of 3.
type Share struct {
	Partner PartnerID
	Units   int64
}

// Of reports whether the project belongs to the partner.
func (p Project) Of(partner PartnerID) bool {
	for _, s := range p.Partners {
		if s.Partner == partner {
			return true
		}
	}
	return false
}

// Sample is what goes into a machine. Materials is its history: what it has touched.
type Sample struct {
	ID        SampleID
	Project   ProjectID
	Name      string
	Materials []string
	Version   int64
}
