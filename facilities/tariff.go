package facilities

import "marke/facilities/money"

// Tariff is a published, dated price of a resource. The most particular one
// that fits applies: a named partner kind before any, a named phase before any,
// then the one in force from the latest day. A guest pays the guest tariff.
type Tariff struct {
	ID       TariffID
	Resource ResourceID
	Kind     PartnerKind // empty: any
	Phase    Phase       // empty: any
	Guest    bool
	From     Date        // first day, in the facility's zone
	Until    Date        // first day on which it no longer holds; zero: open
	Peak     money.Cents // per hour of prime time (weight above 100)
	OffPeak  money.Cents // per other hour
	Setup    money.Cents // once a booking
	Operator money.Cents // per hour of each operator claimed
	Minimum  money.Cents // of a booking
	Currency string
}
