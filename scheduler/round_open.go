package scheduler

// ByRound is time for which an allocation round has called requests: until its plan is published, ordinary bookings stay
// out of it. What the round itself places is judged in a world without its own round.
const ByRound = ByOutage + 1

// RoundOpen is the code of a booking in such time. Span: the part of the occupied span that the round takes.
const RoundOpen Code = "round_open"

// openRounds is the rule, which is that of any other downtime.
var openRounds = downRule{ByRound, RoundOpen}
