package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"marke/facilities"
	"marke/facilities/useroffice"
)

type userCommand struct {
	Add   userAddCommand   `cmd:"" help:"Add a person; with --admin, the first administrator."`
	List  userListCommand  `cmd:"" help:"List people."`
	Block userBlockCommand `cmd:"" help:"Keep a person from acting."`
	Erase userEraseCommand `cmd:"" help:"Remove a person's name and address; bookings and audit stay."`
	Token userTokenCommand `cmd:"" help:"Make an API token for a person and print it once."`
}

type userAddCommand struct {
	database
	Email         string               `arg:"" help:"The address to log in with."`
	Name          string               `help:"The full name." required:""`
	ID            string               `help:"A readable id; made from the name when left out."`
	Partner       facilities.PartnerID `help:"The partner that the person belongs to."`
	Language      string               `help:"nl or en." default:"nl" enum:"nl,en"`
	Admin         bool                 `help:"Administrator of the installation."`
	PasswordStdin bool                 `help:"Read the password from standard input instead of asking or inviting."`
}

func (u userAddCommand) Run(ctx context.Context, c *console) error {
	password, err := u.password()
	if err != nil {
		return err
	}
	return u.withOffice(ctx, c, func(o *useroffice.Office) error {
		person := useroffice.NewPerson{ID: facilities.PersonID(u.ID), Name: u.Name, Email: u.Email, Partner: u.Partner, Language: u.Language, Password: password}
		if u.Admin {
			person.Roles = []facilities.Role{{Kind: facilities.RoleAdmin}}
		}
		added, err := o.Invite(ctx, system("command"), time.Now(), person)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s %s\n", added.ID, added.Email)
		return nil
	})
}

// password asks twice on a terminal; in a pipe it reads one line when told to.
// An empty password means that the person is invited by mail.
func (u userAddCommand) password() (string, error) {
	if u.PasswordStdin {
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			return "", badInputf("no password on standard input: %v", err)
		}
		return line, nil
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return "", nil
	}
	fmt.Fprint(os.Stderr, "Password (empty: invite by mail): ")
	first, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(os.Stderr)
	if err != nil || len(first) == 0 {
		return "", err
	}
	fmt.Fprint(os.Stderr, "Once more: ")
	second, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(os.Stderr)
	if err != nil {
		return "", err
	}
	if string(first) != string(second) {
		return "", badInputf("the two passwords differ")
	}
	return string(first), nil
}

type userListCommand struct {
	database
	JSON bool `help:"As JSON."`
}

func (u userListCommand) Run(ctx context.Context, c *console) error {
	return u.withOffice(ctx, c, func(o *useroffice.Office) error {
		query := useroffice.PeopleQuery{Limit: 200}
		for {
			people, next, err := o.People(ctx, system("command"), time.Now(), query)
			if err != nil {
				return err
			}
			for _, p := range people {
				if u.JSON {
					if err := json.NewEncoder(c.out).Encode(map[string]any{"id": p.ID, "name": p.Name, "email": p.Email, "partner": p.Partner, "state": p.State}); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintf(c.out, "%s\t%s\t%s\t%s\t%s\n", p.ID, p.Name, p.Email, p.Partner, p.State)
			}
			if next == "" {
				return nil
			}
			query.Cursor = next
		}
	})
}

type userBlockCommand struct {
	database
	ID facilities.PersonID `arg:"" help:"The person's id."`
}

func (u userBlockCommand) Run(ctx context.Context, c *console) error {
	return u.withOffice(ctx, c, func(o *useroffice.Office) error {
		_, err := o.Block(ctx, system("command"), time.Now(), u.ID, 0, "")
		return err
	})
}

type userEraseCommand struct {
	database
	ID     facilities.PersonID `arg:"" help:"The person's id."`
	Reason string              `help:"Why; it stands in the audit." required:""`
}

func (u userEraseCommand) Run(ctx context.Context, c *console) error {
	return u.withOffice(ctx, c, func(o *useroffice.Office) error {
		return o.ErasePerson(ctx, system("command"), time.Now(), u.ID, u.Reason)
	})
}

type userTokenCommand struct {
	database
	ID    facilities.PersonID   `arg:"" help:"The person's id."`
	Name  string                `help:"What the token is for." default:"command line"`
	Scope facilities.TokenScope `help:"read or write." default:"read" enum:"read,write"`
	Days  int                   `help:"How long it holds." default:"90"`
}

func (u userTokenCommand) Run(ctx context.Context, c *console) error {
	if u.Days < 1 || u.Days > 3650 {
		return badInputf("--days must be between 1 and 3650")
	}
	return u.withOffice(ctx, c, func(o *useroffice.Office) error {
		now := time.Now()
		owner, err := actAs(ctx, o, now, u.ID, "command")
		if err != nil {
			return err
		}
		_, secret, err := o.CreateToken(ctx, owner, now, u.Name, u.Scope, now.AddDate(0, 0, u.Days))
		if err != nil {
			return err
		}
		fmt.Fprintln(c.out, secret)
		return nil
	})
}
