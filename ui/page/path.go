package page

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// FilePath reads a path that somebody typed; relative ones are from where Clew runs. The error is
// of kind input.
func FilePath(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if n := len(typed); n > 1 && (typed[0] == '\'' || typed[0] == '"') && typed[n-1] == typed[0] {
		typed = typed[1 : n-1] // as terminals paste a file that was dropped on them
	}
	if rest, ok := strings.CutPrefix(typed, "~"); ok && (rest == "" || rest[0] == filepath.Separator) {
		if home, err := os.UserHomeDir(); err == nil {
			typed = home + rest
		}
	}
	abs, err := filepath.Abs(typed)
	if err != nil {
		return "", &model.Error{Kind: model.ErrInput, Message: "the path cannot be read", Where: model.Untrusted(typed), Err: err}
	}
	return abs, nil
}
