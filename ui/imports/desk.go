package imports

import (
	"github.com/seed-28a39f10/clew/ui/page"
)

// desk is what the page leaves with the workbench for the next of its kind: the work
// that was begun last, and the folder that was looked at. It implements page.Job.
type desk struct {
	work   page.Job // nil for none
	folder string
}

// deskOf gives the desk of a workbench.
func deskOf(env *page.Env) *desk {
	if d, ok := env.Job.(*desk); ok {
		return d
	}
	d := &desk{work: env.Job}
	env.Job = d
	return d
}

// jobOf gives the import that was begun last, nil for none.
func jobOf(env *page.Env) *job {
	j, _ := deskOf(env).work.(*job)
	return j
}

// Running implements page.Job.
func (d *desk) Running() string {
	if d.work == nil {
		return ""
	}
	return d.work.Running()
}

// Stop implements page.Job.
func (d *desk) Stop() {
	if d.work != nil {
		d.work.Stop()
	}
}
