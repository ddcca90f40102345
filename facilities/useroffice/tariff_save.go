package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// SaveTariff publishes a tariff, by a controller or manager of the resource's facility. An empty ID
// makes a new one; a published tariff's prices stay, only its Until can be set, and not before today.
func (o *Office) SaveTariff(ctx context.Context, actor facilities.Actor, now time.Time, t facilities.Tariff) (facilities.Tariff, error) {
	return facilities.Tariff{}, notYet()
}
