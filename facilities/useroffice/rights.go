package useroffice

import "marke/facilities"

// needLogin refuses somebody who is not logged in.
func needLogin(actor facilities.Actor) error {
	if !actor.Known() {
		return facilities.Errorf(facilities.Unauthenticated, "unauthenticated")
	}
	return nil
}

// needWrite refuses somebody who is not logged in or whose token may only read.
func needWrite(actor facilities.Actor) error { return mayWrite(act{Actor: actor}) }

func forbidden() error { return facilities.Errorf(facilities.Forbidden, "forbidden") }

// knowsEverybody reports that the actor works for a facility, and so meets people of every partner.
func knowsEverybody(actor facilities.Actor) bool {
	if actor.Person.System {
		return true
	}
	for _, r := range actor.Person.Roles {
		switch r.Kind {
		case facilities.RoleAdmin, facilities.RoleManager, facilities.RoleTrainer, facilities.RoleController:
			return true
		}
	}
	return false
}

// knowsPerson reports that the actor may know of somebody: of the own partner, of
// a partner that the actor represents, or everybody.
func knowsPerson(actor facilities.Actor, p facilities.Person) bool {
	return actor.Known() && (actor.Person.ID == p.ID || p.Partner != "" && p.Partner == actor.Person.Partner ||
		actor.Represents(p.Partner) || knowsEverybody(actor))
}

// knowsProject reports that the actor may know of a project and what belongs to it.
func knowsProject(actor facilities.Actor, p facilities.Project) bool {
	if !actor.Known() {
		return false
	}
	if knowsEverybody(actor) || p.Of(actor.Person.Partner) {
		return true
	}
	for _, s := range p.Partners {
		if actor.Represents(s.Partner) {
			return true
		}
	}
	return false
}

func stale() error { return facilities.Errorf(facilities.Stale, "stale") }

func needAdmin(actor facilities.Actor) error {
	if err := needWrite(actor); err != nil {
		return err
	}
	if !actor.IsAdmin() {
		return forbidden()
	}
	return nil
}

func needManager(actor facilities.Actor, f facilities.FacilityID) error {
	if err := needWrite(actor); err != nil {
		return err
	}
	if !actor.Manages(f) {
		return forbidden()
	}
	return nil
}
