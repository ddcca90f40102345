package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Sample fills an empty database with the sample consortium around a day: the same people, places and bookings for
// the same day, in the state that they have come to by now. Conflict (key "sample_not_empty") when there already are facilities.
func (o *Office) Sample(ctx context.Context, now time.Time, day facilities.Date) error {
	hash, err := o.hashPassword(ctx, DemoPassword) // one for all: it is no secret
	if err != nil {
		return err
	}
	w := newSampleWorld(day)
	plan := newSamplePlan(w, day, now)
	plan.planBookings()
	return o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		if len(c.Facilities) > 0 {
			return facilities.Errorf(facilities.Conflict, "sample_not_empty")
		}
		if err := w.write(sampleTx{ctx, tx}, hash); err != nil {
			return err
		}
		if err := plan.write(sampleTx{ctx, tx}); err != nil {
			return err
		}
		if err := plan.writeRisk(sampleTx{ctx, tx}); err != nil {
			return err
		}
		if err := plan.remind(ctx, tx); err != nil {
			return err
		}
		if err := plan.writeRounds(ctx, tx); err != nil {
			return err
		}
		system := facilities.Actor{Person: facilities.Person{ID: "system", System: true}, Via: "command"}
		return note(ctx, tx, system, now, entry{verb: "sample", kind: "installation", subject: "marke"})
	})
}

// DemoPassword opens every account of the sample consortium.
const DemoPassword = "marke-demo"

// DemoLogin is one login of the sample consortium.
type DemoLogin struct {
	Role     string // "engineer", "engineer2", "manager", "partner", "controller", "admin"
	Email    string
	Password string
	Token    string // an API token with write scope, made anew by each call of Demo
}

// demoToken is the name of the API tokens that Demo makes.
const demoToken = "demo"

// Demo lists one login for each role, in a fixed order, with fresh API tokens; those of an earlier call end. NotFound when
// this is not the sample consortium.
func (o *Office) Demo(ctx context.Context, now time.Time) ([]DemoLogin, error) {
	var logins []DemoLogin
	err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		logins = nil
		for _, d := range demoRoles {
			p, err := tx.Person(ctx, d.person)
			if err != nil {
				return err
			}
			if p.Email != d.role+"@marke.example" {
				return facilities.Missing()
			}
			earlier, err := standingTokens(ctx, tx, now, p.ID, facilities.TokenAPI)
			if err != nil {
				return err
			}
			for _, t := range earlier {
				if t.Name != demoToken {
					continue
				}
				t.Revoked = now
				if err := tx.SaveToken(ctx, t); err != nil {
					return err
				}
			}
			secret := tokenPrefix + newSecret()
			token := facilities.Token{ID: facilities.TokenID(facilities.NewID(now)), Kind: facilities.TokenAPI, Person: p.ID, Name: demoToken,
				Scope: facilities.ScopeWrite, Created: now}
			if err := tx.AddToken(ctx, token, secretHash(secret)); err != nil {
				return err
			}
			logins = append(logins, DemoLogin{Role: d.role, Email: p.Email, Password: DemoPassword, Token: secret})
		}
		return nil
	})
	return logins, err
}
