package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// Check says what would happen to a wish: every rule that it breaks, slots that
// would work instead, its price, and whether a manager would have to decide. It
// writes nothing. Nobody may ask too; then the rules about persons are left out.
func (o *Office) Check(ctx context.Context, actor facilities.Actor, now time.Time, wish facilities.Wish) (facilities.Verdict, error) {
	return facilities.Verdict{}, errUnwritten
}
