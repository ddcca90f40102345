package useroffice

import (
	"context"

	"marke/facilities"
	"marke/facilities/store"
)

// Catalogue answers with everything that is public and rarely changes. What of
// it a page shows to whom is the page's business: prices and agreements are for members.
func (o *Office) Catalogue(ctx context.Context) (*facilities.Catalogue, error) {
	var c *facilities.Catalogue
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		c, err = tx.Catalogue(ctx)
		return err
	})
	return c, err
}
