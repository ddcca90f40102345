package useroffice

import (
	"context"

	"marke/facilities"
)

// Catalogue answers with everything that is public and rarely changes. What of
// it a page shows to whom is the page's business: prices and agreements are for members.
func (o *Office) Catalogue(ctx context.Context) (*facilities.Catalogue, error) {
	return nil, notYet()
}
