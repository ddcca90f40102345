package facilities

// Actor is the acting person: who asks, by which way, with which rights. The
// verbs of package useroffice take it and decide with it.
type Actor struct {
	Person Person
	Via    string     // "web", "api", "cron", "command", "import"
	Scope  TokenScope // of the token used; empty for a session
	Kind   PartnerKind
	Guest  bool // belongs to a guest organisation
}

// Nobody is the actor of a request without a login: it sees what is public.
var Nobody = Actor{}

// Known reports that somebody is logged in (or the system acts).
func (a Actor) Known() bool { return a.Person.ID != "" }

// MayWrite reports that the actor's token is not read-only.
func (a Actor) MayWrite() bool { return a.Known() && a.Scope != ScopeRead }

// Has reports a role at a facility or partner; a role without a place, admin and the
// system person hold everywhere.
func (a Actor) Has(kind RoleKind, facility FacilityID, partner PartnerID) bool {
	if a.Person.System {
		return true
	}
	for _, r := range a.Person.Roles {
		if r.Kind == RoleAdmin {
			return true
		}
		if r.Kind == kind && (r.Facility == "" || r.Facility == facility) && (r.Partner == "" || r.Partner == partner) {
			return true
		}
	}
	return false
}

// IsAdmin reports a right over the whole installation.
func (a Actor) IsAdmin() bool { return a.Has(RoleAdmin, "", "") }

// Manages reports that the actor is a manager of the facility.
func (a Actor) Manages(f FacilityID) bool { return a.Has(RoleManager, f, "") }

// Trains reports that the actor may grant and revoke qualifications there.
func (a Actor) Trains(f FacilityID) bool { return a.Manages(f) || a.Has(RoleTrainer, f, "") }

// Controls reports that the actor is a controller of the facility.
func (a Actor) Controls(f FacilityID) bool { return a.Has(RoleController, f, "") }

// Represents reports that the actor acts for the whole partner.
func (a Actor) Represents(p PartnerID) bool { return p != "" && a.Has(RoleRepresentative, "", p) }

// Sight is how much of a booking an actor may see.
type Sight int

// How much may be seen.
const (
	SeeBusy    Sight = iota // only that the time is taken
	SeePartner              // and by which partner
	SeeAll
)

// Sees says how much of a booking the actor may see: all of it within the
// booking's own partner, for the people in it and for those who run the
// facility; others see the partner unless it is confidential, and without a
// login only that the time is taken.
func (a Actor) Sees(b Booking) Sight {
	if !a.Known() {
		return SeeBusy
	}
	if a.Person.ID == b.Person || a.Person.ID == b.By || b.With(a.Person.ID) {
		return SeeAll
	}
	if b.Partner != "" && a.Person.Partner == b.Partner {
		return SeeAll
	}
	if a.Manages(b.Facility) || a.Controls(b.Facility) || a.Represents(b.Partner) {
		return SeeAll
	}
	if b.Confidential {
		return SeeBusy
	}
	return SeePartner
}

// With reports that the person is a companion who has not withdrawn.
func (b Booking) With(p PersonID) bool {
	for _, c := range b.Companions {
		if c.Person == p && !c.Withdrawn {
			return true
		}
	}
	return false
}

// Changes reports that the actor may move, shorten or cancel the booking: the people
// it is for and by, their partner's representative and the facility's managers.
func (a Actor) Changes(b Booking) bool {
	return a.MayWrite() && (a.Person.ID == b.Person || a.Person.ID == b.By || a.Represents(b.Partner) || a.Manages(b.Facility))
}
