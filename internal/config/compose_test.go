package config

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"
)

var composeFile = filepath.Join("..", "..", "docker-compose.yml")

// There may be no container engine where the tests run, so the file is checked
// by reading: its settings are ones we know, and the app is locked down.
func TestCompose(t *testing.T) {
	t.Parallel()
	k := koanf.New("/")
	if err := k.Load(file.Provider(composeFile), yaml.Parser()); err != nil {
		t.Fatal(err)
	}
	var environ []string
	for name, value := range k.StringMap("services/app/environment") {
		environ = append(environ, name+"="+regexp.MustCompile(`\$\{[^}]*\}`).ReplaceAllString(value, "password"))
	}
	c, err := Load("", environ)
	if err != nil {
		t.Errorf("the settings of the app: %v", err)
	}
	if smtp, err := c.Mail.Server(); err != nil || smtp.Host != "mail" || smtp.Port != 1025 {
		t.Errorf("mail goes to %v (%v), want the mail catcher", smtp, err)
	}
	if image := k.String("services/db/image"); !regexp.MustCompile(`^postgres:(1[6-9]|2\d)`).MatchString(image) {
		t.Errorf("the database is %s, want PostgreSQL 16 or later", image)
	}
	for _, service := range []string{"app", "mail"} {
		if !k.Bool("services/" + service + "/read_only") {
			t.Errorf("%s can write to its root file system", service)
		}
		if got := fmt.Sprint(k.Strings("services/" + service + "/cap_drop")); got != "[ALL]" {
			t.Errorf("%s drops the capabilities %s, want all", service, got)
		}
	}
	for _, service := range k.MapKeys("services") {
		for _, port := range k.Strings("services/" + service + "/ports") {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s publishes %s to the network", service, port)
			}
		}
	}
	if k.String("services/app/depends_on/db/condition") != "service_healthy" || !k.Exists("services/db/healthcheck") {
		t.Error("the app does not wait for a healthy database")
	}
}

// Docker's own check is made where its compose plug-in is installed; the check
// above stands alone everywhere else.
func TestCompose_dockerAgrees(t *testing.T) {
	t.Parallel()
	if exec.Command("docker", "compose", "version").Run() != nil {
		return
	}
	check := exec.Command("docker", "compose", "--file", composeFile, "config", "--quiet")
	check.Env = append(os.Environ(), "NRMDESK_DB_PASSWORD=password")
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("docker compose config: %v\n%s", err, out)
	}
}

func TestDockerfile(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join("..", "..", "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	stages := strings.Split(string(b), "\nFROM ")
	last := stages[len(stages)-1]
	for _, want := range []string{"USER 65532", `CMD ["/nrmdesk", "health"]`, `ENTRYPOINT ["/nrmdesk"]`, "COPY --from=build"} {
		if !strings.Contains(last, want) {
			t.Errorf("the last stage of the Dockerfile does not say %s", want)
		}
	}
	if len(stages) < 2 {
		t.Error("the Dockerfile has one stage only: the compiler would be shipped")
	}
}
