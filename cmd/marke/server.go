package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/robfig/cron/v3"

	"marke/facilities/notice"
	"marke/facilities/store"
	"marke/facilities/useroffice"
	"marke/web"
	"marke/web/api"
)

// serving is what demo and serve have in common.
type serving struct {
	Addr         string   `help:"The address to listen on." default:"127.0.0.1:8080"`
	Origin       string   `help:"The public address, for links in mails and for cookies: https://marke.example. Made from --addr when left out."`
	SMTP         string   `help:"The mail server: smtp://user:password@host:587." placeholder:"URL"`
	MailFrom     string   `help:"The sender of mails." default:"Marke <marke@localhost>"`
	MailFile     string   `help:"Without a mail server: append mails to this file instead of noting them in the log."`
	TrustedProxy []string `help:"Addresses of reverse proxies whose X-Forwarded-For counts. None by default." placeholder:"CIDR"`
	Metrics      bool     `help:"Serve /metrics for Prometheus."`
}

// shutdownWithin bounds how long running requests may take to end.
const shutdownWithin = 15 * time.Second

func (s serving) transport(log *slog.Logger) (notice.Transport, error) {
	switch {
	case s.SMTP != "":
		smtp, err := notice.NewSMTP(s.SMTP, s.MailFrom)
		if err != nil {
			return nil, badInput{err.Error()}
		}
		return smtp, nil
	case s.MailFile != "":
		return &notice.File{Path: s.MailFile, From: s.MailFrom}, nil
	}
	return notice.Log{Logger: log}, nil
}

// check refuses addresses that the web could not use.
func (s serving) check() error {
	for _, proxy := range s.TrustedProxy {
		_, errAddr := netip.ParseAddr(proxy)
		_, errPrefix := netip.ParsePrefix(proxy)
		if errAddr != nil && errPrefix != nil {
			return badInputf("--trusted-proxy takes addresses such as 10.0.0.1 or 10.0.0.0/8, not %q", proxy)
		}
	}
	if s.Origin == "" {
		return nil
	}
	u, err := url.Parse(s.Origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" {
		return badInputf("--origin takes an address such as https://marke.example, without a path, not %q", s.Origin)
	}
	return nil
}

func (s serving) origin(l net.Listener) string {
	if s.Origin != "" {
		return s.Origin
	}
	return "http://" + l.Addr().String()
}

// serve answers requests until ctx ends, then lets the running ones finish.
// logins are those of the sample consortium; ready is called once the server listens.
func (s serving) serve(ctx context.Context, c *console, st *store.Store, logins []useroffice.DemoLogin, ready func(origin string)) error {
	if err := s.check(); err != nil {
		return err
	}
	transport, err := s.transport(c.log)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return badInputf("cannot listen on %s: %v", s.Addr, err)
	}
	origin := s.origin(listener)
	office := useroffice.New(st, useroffice.Config{Log: c.log, Origin: origin})
	config := web.Config{Log: c.log, Origin: origin, TrustedProxies: s.TrustedProxy, Ready: st.Ping, Logins: logins,
		API: api.Config{Log: c.log, Origin: origin, Version: release}}
	if s.Metrics {
		config.Metrics = promhttp.Handler()
	}
	server := &http.Server{Handler: web.New(office, config), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(c.log.Handler(), slog.LevelWarn)}

	jobs := schedule(ctx, c.log, office, notice.New(st, transport, origin, c.log))
	jobs.Start()
	defer func() { <-jobs.Stop().Done() }()

	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	ready(origin)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownWithin)
	defer cancel()
	if err := server.Shutdown(closing); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// schedule makes the clock's jobs. They run in UTC: in a local zone cron skips and
// doubles on the days of a clock change. A job that still runs is not started
// again, and each effect happens once even when several servers run the same job.
func schedule(ctx context.Context, log *slog.Logger, office *useroffice.Office, post *notice.Post) *cron.Cron {
	jobs := cron.New(cron.WithLocation(time.UTC), cron.WithChain(cron.Recover(cronLog{log}), cron.SkipIfStillRunning(cronLog{log})))
	every := func(spec, name string, job func(context.Context, time.Time) error) {
		_, err := jobs.AddFunc(spec, func() {
			if err := job(ctx, time.Now()); err != nil && ctx.Err() == nil {
				log.ErrorContext(ctx, "job failed", "job", name, "error", err)
			}
		})
		if err != nil {
			panic(fmt.Sprintf("job %s: %v", name, err)) // a constant that does not parse
		}
	}
	every("@every 30s", "due", func(ctx context.Context, now time.Time) error {
		_, err := office.RunDue(ctx, system("cron"), now)
		return err
	})
	every("@every 15s", "mail", func(ctx context.Context, now time.Time) error {
		_, err := post.Send(ctx, now)
		return err
	})
	every("@every 60s", "rounds", func(ctx context.Context, now time.Time) error {
		_, err := office.RunRounds(ctx, system("cron"), now)
		return err
	})
	every("40 1 * * *", "night", func(ctx context.Context, now time.Time) error {
		_, err := office.RunNight(ctx, system("cron"), now)
		return err
	})
	every("10 2 * * *", "hours", func(ctx context.Context, now time.Time) error { // daily: a Monday without the server is made up for
		_, err := office.SettleHours(ctx, system("cron"), now)
		return err
	})
	every("41 5 * * *", "remind", func(ctx context.Context, now time.Time) error {
		_, _, err := office.SendReminders(ctx, system("cron"), now)
		return err
	})
	every("17 3 * * *", "sweep", func(ctx context.Context, now time.Time) error {
		return office.Sweep(ctx, now)
	})
	return jobs
}

// cronLog hands cron's words to slog.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(msg string, kv ...any) { l.log.Debug("cron: "+msg, kv...) }
func (l cronLog) Error(err error, msg string, kv ...any) {
	l.log.Error("cron: "+msg, append(kv, "error", err)...)
}
