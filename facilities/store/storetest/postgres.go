// Package storetest gives tests the real engines: PostgreSQL databases made for
// one test, and the suite that a store must pass on every engine. It knows no
// store of its own; the one under test is handed in.
package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// EnvPostgres names the environment variable with the URL of a cluster that
// several test processes share. Its user must be allowed to create databases.
const EnvPostgres = "MARKE_TEST_POSTGRES"

// debianBin is where Debian's postgresql-15 puts its programs: not on PATH.
const debianBin = "/usr/lib/postgresql/15/bin"

var (
	fast    = lazyCluster{}
	durable = lazyCluster{durable: true}
)

// Postgres gives a fresh, empty database and returns its URL. The database is
// dropped when the test ends, with whatever connections are still open.
//
// All tests of a process share one cluster: the one that EnvPostgres names, or
// else a temporary one that starts with the first call. It does not sync to
// disk. A machine without PostgreSQL fails the test and says what to install.
func Postgres(tb testing.TB) string {
	tb.Helper()
	if shared := os.Getenv(EnvPostgres); shared != "" {
		return freshDatabase(tb, shared)
	}
	return freshDatabase(tb, fast.url(tb))
}

// PostgresDurable is Postgres on a cluster that syncs every commit to disk, for
// benchmarks whose figures must mean something. It never uses a shared cluster,
// whose settings it cannot know.
func PostgresDurable(tb testing.TB) string {
	tb.Helper()
	return freshDatabase(tb, durable.url(tb))
}

// Main is the whole TestMain of a package that calls Postgres: it runs the
// tests, stops the temporary clusters and exits. Without it they stop too,
// just after the process is gone.
func Main(m *testing.M) {
	code := m.Run()
	if err := errors.Join(fast.stop(), durable.stop()); err != nil {
		fmt.Fprintln(os.Stderr, "storetest:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// lazyCluster starts its cluster when the first test asks for it.
type lazyCluster struct {
	durable bool
	once    sync.Once
	cluster *Cluster
	err     error
}

func (l *lazyCluster) url(tb testing.TB) string {
	tb.Helper()
	l.once.Do(func() { l.cluster, l.err = StartCluster(l.durable) })
	if l.err != nil {
		tb.Fatal(l.err)
	}
	return l.cluster.URL
}

func (l *lazyCluster) stop() error {
	if l.cluster == nil {
		return nil
	}
	return l.cluster.Stop()
}

// freshDatabase creates an empty database in the cluster and drops it when the
// test ends.
func freshDatabase(tb testing.TB, cluster string) string {
	tb.Helper()
	location, err := url.Parse(cluster)
	if err != nil {
		tb.Fatalf("storetest: the cluster's URL: %v", err)
	}
	// Random, because processes that know nothing of each other may share a cluster.
	name := "marke_" + strings.ToLower(rand.Text())
	if err := execute(cluster, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		tb.Fatalf("storetest: create a database: %v", err)
	}
	tb.Cleanup(func() {
		if err := execute(cluster, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Errorf("storetest: drop the test's database: %v", err)
		}
	})
	location.Path = "/" + name
	return location.String()
}

// execute runs one statement on its own connection.
func execute(database, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, database)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

// Cluster is a temporary PostgreSQL server with a data folder of its own. It
// listens on a socket inside that folder and nowhere else: no port to collide
// on, no one else's login to it.
type Cluster struct {
	// URL is a superuser's, of the database postgres.
	URL string

	dir    string
	keeper *exec.Cmd
	lease  io.Closer
	exited chan struct{}
}

// keeperScript runs the server for as long as its standard input is open, then
// stops it and removes its folder. The input is a pipe that only the test
// process holds, so the server goes however that process ends: well, by a
// panic, on a time-out, killed.
const keeperScript = `
folder=$1; shift
"$@" >"$folder/log" 2>&1 </dev/null &
read -r _
kill -INT $!
wait $!
cd / && rm -rf "$folder"
`

// StartCluster creates a cluster and returns when it answers. Unless durable,
// a commit does not wait for the disk. The caller calls Stop.
//
// The cluster sorts text by Dutch rules, as a server that an operator sets up
// does, and not by bytes as SQLite does: what must be in byte order has to say so.
func StartCluster(durable bool) (*Cluster, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	owner, err := serverUser()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "marke-postgres-")
	if err != nil {
		return nil, fmt.Errorf("storetest: %w", err)
	}
	c := &Cluster{dir: dir, URL: "postgres:///postgres?user=postgres&host=" + url.QueryEscape(dir)}
	if err := c.start(bin, owner, durable); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

func (c *Cluster) start(bin string, owner *syscall.Credential, durable bool) error {
	if owner != nil {
		if err := os.Chown(c.dir, int(owner.Uid), int(owner.Gid)); err != nil {
			return fmt.Errorf("storetest: %w", err)
		}
	}
	data := filepath.Join(c.dir, "data")
	initdb := c.command(owner, filepath.Join(bin, "initdb"), "--pgdata", data, "--username", "postgres", "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "nl-NL", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("storetest: initdb: %w\n%s", err, out)
	}

	server := []string{"-c", keeperScript, "keeper", c.dir, filepath.Join(bin, "postgres"), "-D", data, "-k", c.dir,
		"-c", "listen_addresses=", "-c", "max_connections=200", "-c", "log_min_messages=fatal", "-c", "log_min_error_statement=fatal"}
	if !durable {
		server = append(server, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	keeper := c.command(owner, "/bin/sh", server...)
	lease, err := keeper.StdinPipe()
	if err != nil {
		return fmt.Errorf("storetest: %w", err)
	}
	if err := keeper.Start(); err != nil {
		return fmt.Errorf("storetest: start PostgreSQL: %w", err)
	}
	c.keeper, c.lease, c.exited = keeper, lease, make(chan struct{})
	go func() {
		defer close(c.exited)
		keeper.Wait()
	}()
	return c.await(30 * time.Second)
}

// command prepares a program of the server. It runs in a process group of its
// own, so that an interrupt at the terminal reaches the tests only and the
// keeper still cleans up.
func (c *Cluster) command(owner *syscall.Credential, program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = c.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: owner}
	return cmd
}

// await returns when the server answers, or with the server's log when it does
// not within the limit.
func (c *Cluster) await(limit time.Duration) error {
	var err error
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if err = execute(c.URL, "SELECT 1"); err == nil {
			return nil
		}
	}
	log, _ := os.ReadFile(filepath.Join(c.dir, "log"))
	return fmt.Errorf("storetest: PostgreSQL does not answer: %w\n%s", err, log)
}

// Stop ends the server and removes its folder. A second call does nothing.
func (c *Cluster) Stop() error {
	if c.keeper != nil {
		c.lease.Close()
		select {
		case <-c.exited:
		case <-time.After(30 * time.Second):
			return fmt.Errorf("storetest: PostgreSQL in %s does not stop", c.dir)
		}
	}
	return os.RemoveAll(c.dir)
}

// programs returns the folder of PostgreSQL's server programs.
func programs() (string, error) {
	if _, err := os.Stat(filepath.Join(debianBin, "initdb")); err == nil {
		return debianBin, nil
	}
	if initdb, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(initdb), nil
	}
	return "", fmt.Errorf("storetest: PostgreSQL is not installed: run `apt-get install postgresql-15` (its server need not run),"+
		" or set %s to the URL of a server where databases may be created", EnvPostgres)
}

// serverUser returns whom the server runs as: nil for the user of this process,
// or postgres when that is root, whom PostgreSQL refuses.
func serverUser() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("storetest: PostgreSQL does not run as root and there is no user postgres: %w", err)
	}
	uid, errUID := strconv.ParseUint(account.Uid, 10, 32)
	gid, errGID := strconv.ParseUint(account.Gid, 10, 32)
	if err := errors.Join(errUID, errGID); err != nil {
		return nil, fmt.Errorf("storetest: the user postgres: %w", err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
