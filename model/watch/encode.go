package watch

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"

	"github.com/seed-28a39f10/clew/model"
)

const (
	version  = 1
	maxPlain = 500 << 10 // of a chunk before compression; a chunk is at most 512 KiB
)

// Encode writes values in their stored form, in chunks of at most 512 KiB that
// [Decode] reads one by one. The same values in the same order give the same
// chunks; no values give none. An error of kind internal says that a value is
// not canonical or too long.
func Encode(values []Value) ([][]byte, error) {
	var chunks [][]byte
	var plain []byte
	for i := range values {
		v := &values[i]
		if !v.valid() {
			return nil, &model.Error{Kind: model.ErrInternal, Message: "a listed value is not canonical", Where: v.Value}
		}
		before := len(plain)
		plain = append(plain, byte(v.Form), byte(v.Kind))
		for _, s := range []model.Untrusted{v.Value, v.Raw, v.Note} {
			plain = binary.AppendUvarint(plain, uint64(len(s)))
			plain = append(plain, s...)
		}
		if len(plain) > maxPlain {
			c, err := pack(plain[:before])
			if err != nil {
				return nil, err
			}
			chunks = append(chunks, c)
			plain = append(plain[:0], plain[before:]...)
		}
	}
	if len(plain) == 0 {
		return chunks, nil
	}
	c, err := pack(plain)
	return append(chunks, c), err
}

func pack(plain []byte) ([]byte, error) {
	var buf bytes.Buffer
	buf.WriteByte(version)
	buf.Write(binary.AppendUvarint(nil, uint64(len(plain))))
	w, err := flate.NewWriter(&buf, flate.DefaultCompression)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, &model.Error{Kind: model.ErrInternal, Message: "a list cannot be compressed", Err: err}
	}
	return buf.Bytes(), nil
}

// Decode reads one chunk of [Encode]. The error is of kind too-new for a chunk of
// a later version and of kind corrupt for what is no chunk.
func Decode(chunk []byte) ([]Value, error) {
	if len(chunk) == 0 {
		return nil, corrupt("the stored list is empty", nil)
	}
	if chunk[0] > version {
		return nil, &model.Error{Kind: model.ErrTooNew, Message: "the list was stored by a newer version of Clew",
			Hint: "use the newer version"}
	}
	size, n := binary.Uvarint(chunk[1:])
	if chunk[0] != version || n <= 0 || size == 0 || size > maxPlain {
		return nil, corrupt("the stored list has a damaged beginning", nil)
	}
	in := bytes.NewReader(chunk[1+n:])
	z := flate.NewReader(in)
	plain := make([]byte, size)
	if _, err := io.ReadFull(z, plain); err != nil {
		return nil, corrupt("the stored list cannot be decompressed", err)
	}
	if n, err := z.Read(make([]byte, 1)); n != 0 || err != io.EOF || in.Len() != 0 {
		return nil, corrupt("the stored list is longer than it says", nil)
	}
	return unpack(string(plain))
}

func unpack(s string) ([]Value, error) {
	var values []Value
	for s != "" {
		if len(s) < 2 {
			return nil, corrupt("the stored list is cut short", nil)
		}
		v := Value{Form: Form(s[0]), Kind: model.Kind(s[1])}
		s = s[2:]
		for _, to := range []*model.Untrusted{&v.Value, &v.Raw, &v.Note} {
			head := s[:min(len(s), binary.MaxVarintLen64)]
			size, n := binary.Uvarint([]byte(head))
			if n <= 0 || size > uint64(len(s)-n) {
				return nil, corrupt("the stored list is cut short", nil)
			}
			*to = model.Untrusted(s[n : n+int(size)])
			s = s[n+int(size):]
		}
		if !v.valid() {
			return nil, corrupt("the stored list has a value that cannot be one", nil)
		}
		values = append(values, v)
	}
	return values, nil
}

func corrupt(msg string, err error) error {
	return &model.Error{Kind: model.ErrCorrupt, Message: msg, Hint: "verify the investigation and restore a backup", Err: err}
}
