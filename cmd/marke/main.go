// Command marke is the one binary of Marke: the server, and everything that an
// operator does beside it. Bad input gives one clear line on standard error and exit
// status 2 with nothing changed; a failure gives 1.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // zones load on machines without zoneinfo, too

	"github.com/alecthomas/kong"

	"marke/facilities"
	"marke/facilities/texts"
)

// commands is the whole command line. Every flag also has an environment
// variable: MARKE_ and its name in capitals.
type commands struct {
	Demo    demoCommand    `cmd:"" help:"Create the sample consortium and serve it."`
	Serve   serveCommand   `cmd:"" help:"Serve a database."`
	Migrate migrateCommand `cmd:"" help:"Bring a database to this version's form."`
	Doctor  doctorCommand  `cmd:"" help:"Look whether everything is in order, and say what to do when not."`
	Backup  backupCommand  `cmd:"" help:"Copy a database while it is in use."`
	Restore restoreCommand `cmd:"" help:"Put a backup into an empty database."`
	Import  importCommand  `cmd:"" help:"Bring in facilities, resources, people or bookings from a CSV or an iCalendar file."`
	Export  exportCommand  `cmd:"" help:"Write out what is kept."`
	User    userCommand    `cmd:"" help:"Add, list, block or erase people."`
	Close   closeCommand   `cmd:"" help:"Close a month of a facility: divide its costs and charge its use."`
	Round   roundCommand   `cmd:"" help:"Solve an allocation round from a file; check, explain and compare plans."`
	Version versionCommand `cmd:"" help:"Say which version this is."`
}

// console is what a command talks to.
type console struct {
	out, err io.Writer
	lang     string
	log      *slog.Logger
}

// badInput is an error that the person at the keyboard can mend: exit status 2.
type badInput struct{ message string }

func (e badInput) Error() string { return e.message }

func badInputf(format string, args ...any) error { return badInput{fmt.Sprintf(format, args...)} }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run does one command and gives the exit status.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	var cli commands
	exited, status := false, 0
	parser, err := kong.New(&cli,
		kong.Name("marke"),
		kong.Description("Booking, fair scheduling, and cost and risk sharing for facilities that many organisations share."),
		kong.DefaultEnvars("MARKE"),
		kong.Writers(out, errOut),
		kong.Exit(func(code int) { exited, status = true, code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		fmt.Fprintln(errOut, "marke:", err)
		return 1
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exited { // --help was asked and shown
		return status
	}
	if err != nil {
		fmt.Fprintf(errOut, "marke: %s (see marke --help)\n", oneLine(err.Error()))
		return 2
	}
	c := &console{out: out, err: errOut, lang: language(), log: slog.New(slog.NewTextHandler(errOut, nil))}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(c); err != nil {
		message, code := c.explain(err)
		fmt.Fprintln(errOut, "marke:", message)
		return code
	}
	return 0
}

// language is Dutch when the environment says so, English otherwise: the command
// line's own words are English, those of its errors follow the reader.
func language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "nl") {
				return "nl"
			}
			break
		}
	}
	return "en"
}

// explain words an error on one line and gives the exit status that fits.
func (c *console) explain(err error) (string, int) {
	var bad badInput
	if errors.As(err, &bad) {
		return oneLine(bad.message), 2
	}
	var known *facilities.Error
	if !errors.As(err, &known) {
		return oneLine(err.Error()), 1
	}
	t := texts.For(c.lang)
	message := t.Error(known)
	if known.Key == "invalid" && len(known.Fields) > 0 { // it only says that the fields say more
		message = ""
	}
	for _, f := range known.Fields {
		message += " " + f.Location + ": " + t.Field(f)
	}
	for _, v := range known.Violations {
		message += " " + t.Violation(v, nil)
	}
	if known.Code == facilities.Unavailable {
		return oneLine(message), 1
	}
	return oneLine(message), 2
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
