package storetest

import "testing"

// Run puts a store through everything that the rest of Marke relies on, the same on every
// engine. fresh gives the address of a new and empty database for one test.
func Run(t *testing.T, fresh func(testing.TB) string) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, fresh func(testing.TB) string)
	}{
		{"Nouns come back as they went in", testNouns},
		{"A catalogue is read again when somebody changed it", testCatalogue},
		{"People are found, listed and erased", testPeople},
		{"Bookings come back as they went in", testBookingRoundTrip},
		{"A booking is changed only by who has seen it", testBookingVersions},
		{"Bookings are listed by what they touch", testBookingLists},
		{"Pages hold every row once while others are inserted", testPaging},
		{"What is due is found once", testDue},
		{"Claims never exceed the capacity", testGuard},
		{"Claims are released before others are made", testRelease},
		{"A capacity that changes keeps the guard", testCapacityChange},
		{"The guard agrees with a count of every instant", testGuardModel},
		{"Held claims, attendances and uses are those of the span", testSpans},
		{"Writers that race for a slot get it once", testRace},
		{"Locks in any order never wait for each other", testLockOrder},
		{"A transaction that fails harms no other", testIsolation},
		{"Without locks the guard stands, and without both nothing does", testSkipLocks},
		{"A database that another holds is unavailable", testBusy},
		{"News is told once", testOutbox},
		{"Changes are counted for everybody they concern", testChanges},
		{"A repeated request finds its answer", testOnce},
		{"A job runs once", testJobs},
		{"Secrets open what they should, for as long as they should", testSecrets},
		{"A backup restores everything", testBackup},
		{"A database that is not ready is refused", testPending},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, fresh)
		})
	}
}
