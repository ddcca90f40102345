package useroffice

import "marke/facilities"

// Seen is a booking as somebody may see it: what he may not know is empty.
type Seen struct {
	facilities.Booking
	Sight    facilities.Sight
	Occupied facilities.Span // on the resource of the row, buffers included
	Units    int64           // of that resource
	// Names are empty when they may not be known.
	PersonName, PartnerName string
}
