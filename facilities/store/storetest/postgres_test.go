package storetest_test

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"marke/facilities/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func TestPostgresGivesEveryTestAnEmptyDatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	first, second := storetest.Postgres(t), storetest.Postgres(t)
	if first == second {
		t.Fatalf("both calls gave %s", first)
	}
	query(t, first, "CREATE TABLE mine (id text)")
	if got := query(t, second, "SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'"); got != "0" {
		t.Errorf("the second database has %s tables, want none", got)
	}
}

func TestPostgresDropsTheDatabaseWithOpenConnections(t *testing.T) {
	t.Parallel()
	var database string
	t.Run("the test that holds a connection", func(t *testing.T) {
		database = storetest.Postgres(t)
		connect(t, database)
	})
	if conn, err := pgx.Connect(t.Context(), database); err == nil {
		conn.Close(t.Context())
		t.Error("the database is still there after its test")
	}
}

func TestPostgresSortsUnlikeSQLite(t *testing.T) {
	t.Parallel()
	database := storetest.Postgres(t)
	if got := query(t, database, "SELECT string_agg(word, ' ' ORDER BY word) FROM (VALUES ('b'), ('B'), ('a')) AS words(word)"); got != "a b B" {
		t.Errorf("sorted %q, want %q", got, "a b B")
	}
}

func TestDurabilityIsWhatTheCallAsksFor(t *testing.T) {
	t.Parallel()
	if got := query(t, storetest.PostgresDurable(t), "SHOW fsync"); got != "on" {
		t.Errorf("PostgresDurable has fsync %s, want on", got)
	}
	if os.Getenv(storetest.EnvPostgres) == "" {
		if got := query(t, storetest.Postgres(t), "SHOW fsync"); got != "off" {
			t.Errorf("Postgres has fsync %s, want off", got)
		}
	}
}

func TestStopLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	cluster, err := storetest.StartCluster(false)
	if err != nil {
		t.Fatal(err)
	}
	// A client that never hangs up must not keep the server alive.
	connect(t, cluster.URL)
	dir := folder(t, cluster.URL)
	if err := cluster.Stop(); err != nil {
		t.Fatal(err)
	}
	if !gone(dir) {
		t.Error("the cluster's folder is still there")
	}
	if err := cluster.Stop(); err != nil {
		t.Errorf("a second stop: %v", err)
	}
}

// envOrphan makes a run of this test binary the process that gets killed.
const envOrphan = "MARKE_TEST_ORPHAN"

func TestAKilledProcessTakesItsClusterAlong(t *testing.T) {
	if os.Getenv(envOrphan) != "" {
		cluster, err := storetest.StartCluster(false)
		if err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString(folder(t, cluster.URL))
		process, _ := os.FindProcess(os.Getpid())
		process.Kill()
		select {}
	}

	orphan := exec.Command(os.Args[0], "-test.run=^TestAKilledProcessTakesItsClusterAlong$")
	orphan.Env = append(os.Environ(), envOrphan+"=1")
	out, err := orphan.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != -1 {
		t.Fatalf("the process was to be killed, but: %v\n%s", err, out)
	}
	for deadline := time.Now().Add(10 * time.Second); !gone(string(out)); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s is still there", out)
		}
	}
}

// folder returns where the cluster lives, which is where its socket is.
func folder(t *testing.T, cluster string) string {
	t.Helper()
	location, err := url.Parse(cluster)
	if err != nil {
		t.Fatal(err)
	}
	dir := location.Query().Get("host")
	if gone(dir) {
		t.Fatalf("there is no folder %q", dir)
	}
	return dir
}

func gone(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// connect opens a connection and leaves closing it to the caller.
func connect(t *testing.T, database string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// query returns the one text that the statement answers, or nothing.
func query(t *testing.T, database, statement string) string {
	t.Helper()
	ctx := context.Background()
	conn := connect(t, database)
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, statement)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	if len(answers) == 0 {
		return ""
	}
	return answers[0]
}
