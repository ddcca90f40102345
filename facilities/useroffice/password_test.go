package useroffice

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"marke/facilities"
)

func TestPasswordVerifiesAgainstItsOwnHashOnly(t *testing.T) {
	ctx, office := context.Background(), New(nil, Config{})
	hash, err := office.hashPassword(ctx, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the hash does not carry its parameters: %s", hash)
	}
	again, err := office.hashPassword(ctx, "correct horse battery")
	if err != nil || again == hash {
		t.Errorf("two hashes of one password share their salt (%v)", err)
	}
	for _, c := range []struct {
		encoded, password string
		want              bool
	}{
		{hash, "correct horse battery", true},
		{hash, "correct horse batterx", false},
		{hash, "", false},
		{"", "correct horse battery", false},
		{"", "", false},
	} {
		if got, err := office.verifyPassword(ctx, c.encoded, c.password); got != c.want || err != nil {
			t.Errorf("verify(%q, %q) = %v, %v; want %v", c.encoded, c.password, got, err, c.want)
		}
	}
}

func TestHashesThatAskTooMuchOrAreBrokenAreRefused(t *testing.T) {
	const salt, key = "c2FsdHNhbHRzYWx0c2FsdA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	for _, encoded := range []string{
		"plain",
		"$argon2i$v=19$m=19456,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=16$m=19456,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=99999999,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=0,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$",
		"$argon2id$v=19$m=19456,t=2,p=1$!!$" + key,
	} {
		if _, err := New(nil, Config{}).verifyPassword(context.Background(), encoded, "x"); err == nil {
			t.Errorf("%s was accepted", encoded)
		}
	}
}

func TestHashingWaitsForASlotAndGivesUpAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		office := New(nil, Config{HashSlots: 1})
		office.hashes <- struct{}{}
		_, err := office.hashPassword(t.Context(), "correct horse battery")
		if facilities.CodeOf(err) != facilities.Unavailable {
			t.Fatalf("with every slot taken: %v, want unavailable", err)
		}
		<-office.hashes
		if _, err := office.hashPassword(t.Context(), "correct horse battery"); err != nil {
			t.Errorf("with a slot free: %v", err)
		}
		if len(office.hashes) != 0 {
			t.Error("the slot was not given back")
		}
	})
}

func TestWeakPasswordsAreRefused(t *testing.T) {
	sanne := facilities.Person{Name: "Sanne Kuipers", Email: "sanne.kuipers@marke.example"}
	for password, want := range map[string]string{
		"kort":                        "password_short",
		"ééééééééé":                   "password_short", // nine characters, eighteen bytes
		strings.Repeat("ab!", 67):     "password_long",
		"aaaaaaaaaaaa":                "password_weak",
		"Sanne.Kuipers@marke.example": "password_weak",
		"sanne kuipers":               "password_weak",
		"sanne.kuipers":               "password_weak",
		"lang genoeg":                 "",
	} {
		got := ""
		if err := checkPassword("password", password, sanne); err != nil {
			got = err.(*facilities.Error).Fields[0].Key
		}
		if got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
}
