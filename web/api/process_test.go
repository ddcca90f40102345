package api

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"marke/facilities/store"
	"marke/facilities/useroffice"
)

// envServe makes the test binary a server on the database that it names.
const envServe = "MARKE_TEST_API_SERVE"

// serveProcess is a second server process: it prints its address and ends with its input.
func serveProcess(database string) {
	fail := func(err error) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	st, err := store.Open(context.Background(), database, patient)
	if err != nil {
		fail(err)
	}
	defer st.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail(err)
	}
	server := &http.Server{Handler: newEngine(useroffice.New(st, useroffice.Config{}), slog.New(slog.NewTextHandler(os.Stderr, nil)))}
	go server.Serve(listener)
	fmt.Println("http://" + listener.Addr().String())
	io.Copy(io.Discard, os.Stdin)
	server.Close()
}

// process starts a server process on a database and returns its address.
func process(t *testing.T, database string) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), envServe+"="+database)
	cmd.Stderr = os.Stderr
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		input.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server process: %v", err)
		}
	})
	address, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatalf("the server process says nothing: %v", err)
	}
	return strings.TrimSpace(address)
}
