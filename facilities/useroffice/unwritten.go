package useroffice

import "marke/facilities"

func notYet() error { return facilities.Errorf(facilities.Unavailable, "busy") }
