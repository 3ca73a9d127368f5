package bundle

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/export"
	"github.com/seed-28a39f10/clew/store/sign"
)

// Format is something that a case can be written as.
type Format struct {
	Name   string   // in the manifest, such as "stix": 1 to 32 of a-z 0-9 -
	About  string   // what its files are and who wants them, for README.txt: for people who know no formats
	Losses []string // what of the record its files do not carry, in sentences

	// FileLosses are losses of one file beside those, by its name; nil for none.
	FileLosses map[string][]string

	// Write writes its files, each with one call of file. A name is 1 to 100 of A-Z a-z 0-9
	// . _ -, begins with a letter or a digit, and is no other file's. It may write none.
	Write func(r *casefile.Record, file func(name string, write func(io.Writer) error) error) error
}

// One is a format of one file.
func One(name, file, about string, losses []string, write func(io.Writer, *casefile.Record) error) Format {
	return Format{Name: name, About: about, Losses: losses, Write: func(r *casefile.Record, add func(string, func(io.Writer) error) error) error {
		return add(file, func(w io.Writer) error { return write(w, r) })
	}}
}

// Static is a file that is the same for every case, such as a schema.
type Static struct {
	Name  string
	About string // for README.txt
	Text  []byte
}

// Options say what a case file holds. The zero value gives one without the case.
type Options struct {
	Formats []Format
	Static  []Static

	// Proofs are of the record's entries, each of which must have one; others may be there.
	// What entries say, and attachments, is only written where the profile is full.
	Proofs      Proofs
	Unproved    bool                                       // the case came from elsewhere without proofs, and is given out without them
	Attachments func(sha256 string) (io.ReadCloser, error) // content of what is kept; of kind not-found for what is not there; nil for none

	By       string                              // login of who exports; "" where that is not told
	Key      *sign.Key                           // that signs; nil for none
	Progress func(doing string, done, total int) // before each file, from the same goroutine; or nil
}

// Largest sizes of the files that [Check] reads as a whole, in bytes.
var largest = map[string]int64{
	export.ManifestName: 32 << 20,
	SignatureName:       4 << 10,
	checkpointName:      64 << 10,
	logName:             1 << 30,
	CaseName:            casefile.MaxSize,
}

// Write writes a case file: into the file path where that ends in ".zip", in which case it
// takes twice the space while it is written, else into the folder path, with mode 0700 and
// files 0600. Nothing may be there but an empty folder; the parent must exist. The same
// record and options give the same bytes. After an error nothing is left behind.
//
// Errors are of kind usage for options that cannot be, refused where something is at path,
// corrupt where proofs, head and entries do not fit one another or the content of an
// attachment is another, limit, disk, and those of the context and of the formats.
func Write(ctx context.Context, path string, r *casefile.Record, o Options) (Manifest, error) {
	m, err := write(ctx, path, r, o)
	if err != nil && ctx.Err() != nil {
		return Manifest{}, ctx.Err()
	}
	return m, err
}

func write(ctx context.Context, path string, r *casefile.Record, o Options) (Manifest, error) {
	w := &writer{ctx: ctx, r: r, o: o}
	if err := w.plan(); err != nil {
		return Manifest{}, err
	}
	zip := isZip(path)
	begin := export.NewFolder
	if zip {
		begin = export.NewSingle
	}
	var err error
	if w.f, err = begin(path); err != nil {
		return Manifest{}, err
	}
	defer w.f.Discard()
	for _, part := range []func() error{w.log, w.static, w.formats, w.attachments, w.readme, w.describe} {
		if err := part(); err != nil {
			return Manifest{}, err
		}
	}
	if !zip {
		return w.m, w.f.Publish()
	}
	const whole = ".zip" // no file in it is called that
	var names []string
	for _, f := range w.f.Files() {
		names = append(names, f.Name)
	}
	if err := w.add(whole, func(out io.Writer) error { return writeZip(out, names, w.f.Open) }); err != nil {
		return Manifest{}, err
	}
	return w.m, w.f.PublishFile(whole)
}

// writer writes one case file.
type writer struct {
	ctx         context.Context
	r           *casefile.Record
	o           Options
	f           *export.Folder
	m           Manifest
	names       map[string]bool     // taken, in lower case: not every disk tells the cases apart
	losses      map[string][]string // by file
	attached    []string            // SHA-256 of what is attached, in order
	done, total int                 // steps: a format is one, however many files it has
}

// plan sees that all fits together before anything is written.
func (w *writer) plan() error {
	r, o := w.r, &w.o
	w.m = Manifest{Format: manifestFormat, Version: manifestVersion, Tool: r.Tool, Investigation: r.Investigation, Case: r.Case.ID, Profile: r.Profile, Marking: r.Marking,
		LeftOut: r.LeftOut, ExportedBy: strings.ToValidUTF8(o.By, "\ufffd"), Checkpoint: r.Log.Checkpoint, Log: Head{r.Log.Entries, r.Log.Root}, Formats: []FormatFiles{}}
	if o.Key != nil {
		w.m.Signer = o.Key.PublicText()
	}
	c, what := readCheckpoint(&w.m)
	if what != "" {
		return &model.Error{Kind: model.ErrCorrupt, Message: "the case does not have the head of its log: " + what, Hint: "run 'clew verify'"}
	}
	if w.m.Unproved = o.Unproved && len(o.Proofs) == 0; !w.m.Unproved {
		if err := o.Proofs.check(r, w.m.Log, c.Root); err != nil {
			return err
		}
	}
	for _, f := range o.Formats {
		if !formatName.MatchString(f.Name) || slices.ContainsFunc(w.m.Formats, func(g FormatFiles) bool { return g.Name == f.Name }) {
			return &model.Error{Kind: model.ErrUsage, Message: "a format is there twice, or its name is not 1 to 32 of a-z 0-9 -", Where: model.Untrusted(f.Name)}
		}
		w.m.Formats = append(w.m.Formats, FormatFiles{Name: f.Name, Files: []string{}})
	}
	if r.Profile == casefile.Full && o.Attachments != nil {
		kept := map[string]bool{}
		for i := range r.Notes {
			for _, a := range r.Notes[i].Attachments {
				if a.Kept && !workflow.IsSHA256(a.SHA256) {
					return &model.Error{Kind: model.ErrCorrupt, Message: "an attachment has no SHA-256", Hint: "run 'clew check'"}
				}
				kept[a.SHA256] = kept[a.SHA256] || a.Kept
			}
		}
		maps.DeleteFunc(kept, func(_ string, kept bool) bool { return !kept })
		w.attached = slices.Sorted(maps.Keys(kept))
	}
	w.names, w.losses = map[string]bool{}, map[string][]string{}
	w.total = 7 + len(o.Static) + len(o.Formats) + len(w.attached) // 7: what is always there, the signature, the zip
	return nil
}

// add writes a file, as a step of its own.
func (w *writer) add(name string, write func(io.Writer) error) error {
	defer func() { w.done++ }()
	return w.put(name, write)
}

func (w *writer) put(name string, write func(io.Writer) error) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if w.o.Progress != nil {
		w.o.Progress(name, w.done, w.total)
	}
	err := w.f.Add(name, func(out io.Writer) error { return write(patient{w.ctx, out}) })
	if err != nil {
		return err
	}
	made := w.f.Files()
	if most, is := largest[name]; is && made[len(made)-1].Bytes > most || len(made) > maxFiles {
		return &model.Error{Kind: model.ErrLimit, Message: "the case file is too large to be checked again", Where: model.Untrusted(name), Hint: "split the case, or leave formats out"}
	}
	return nil
}

func (w *writer) addText(name string, text []byte) error {
	return w.add(name, func(out io.Writer) error {
		_, err := out.Write(text)
		return err
	})
}

// patient writes until the context ends.
type patient struct {
	ctx context.Context
	w   io.Writer
}

func (p patient) Write(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.w.Write(b)
}

// take takes the name of a file that the caller or a format gives.
func (w *writer) take(name string) error {
	low := strings.ToLower(name)
	if !fileName.MatchString(name) || reserved(name) || w.names[low] {
		return &model.Error{Kind: model.ErrInternal, Message: "a format gives a file a name that it cannot have", Where: model.Untrusted(name)}
	}
	w.names[low] = true
	return nil
}

// log writes the checkpoint and the proofs under it.
func (w *writer) log() error {
	checkpoint := []byte(w.m.Checkpoint)
	if w.o.Key != nil {
		var err error
		if checkpoint, err = w.o.Key.Note(w.m.Checkpoint); err != nil {
			return err
		}
	}
	if err := w.addText(checkpointName, checkpoint); err != nil {
		return err
	}
	return w.add(logName, func(out io.Writer) error {
		head := logHead{logFormat, logVersion, w.m.Investigation, w.m.Log}
		return writeLog(out, head, len(w.o.Proofs), func(i int) proofShape { return w.o.Proofs[i].shape(w.r.Profile == casefile.Full) })
	})
}

func (w *writer) static() error {
	for _, s := range w.o.Static {
		if err := w.take(s.Name); err != nil {
			return err
		}
		if err := w.addText(s.Name, s.Text); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) formats() error {
	for i, f := range w.o.Formats {
		err := f.Write(w.r, func(name string, write func(io.Writer) error) error {
			if err := w.take(name); err != nil {
				return err
			}
			w.m.Formats[i].Files = append(w.m.Formats[i].Files, name)
			w.losses[name] = slices.Concat(f.Losses, f.FileLosses[name])
			return w.put(name, write)
		})
		if err != nil {
			return err
		}
		if len(w.m.Formats[i].Files) == 0 {
			w.m.Formats[i].Losses = f.Losses
		}
		w.done++
	}
	return nil
}

func (w *writer) attachments() error {
	for _, sum := range w.attached {
		in, err := w.o.Attachments(sum)
		if model.KindOf(err) == model.ErrNotFound { // the note came from elsewhere, and its file did not
			continue
		}
		if err != nil {
			return err
		}
		err = w.add(attachmentPrefix+sum, func(out io.Writer) error {
			defer in.Close()
			h := sha256.New()
			if _, err := io.Copy(io.MultiWriter(out, h), in); err != nil {
				return err
			}
			if hex.EncodeToString(h.Sum(nil)) != sum {
				return &model.Error{Kind: model.ErrCorrupt, Message: "the content of an attachment is not the one that was attached", Where: model.Untrusted(sum), Hint: "run 'clew check'"}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// describe writes the manifest, its signature and the sums.
func (w *writer) describe() error {
	for _, f := range w.f.Files() {
		w.m.Files = append(w.m.Files, File{f, w.losses[f.Name]})
	}
	slices.SortFunc(w.m.Files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	text, err := export.ManifestText(w.m)
	if err != nil {
		return err
	}
	if err := w.addText(export.ManifestName, text); err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	w.m.SHA256 = hex.EncodeToString(sum[:])
	if w.o.Key != nil {
		if err := w.addText(SignatureName, w.o.Key.SSH(text, Namespace)); err != nil {
			return err
		}
	}
	return w.addText(export.SumsName, export.Sums(w.f.Files()))
}
