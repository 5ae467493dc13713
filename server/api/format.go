package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/danielgtaylor/huma/v2"
)

// bodyBytesMax bounds what an operation reads of a request.
const bodyBytesMax = 4 << 10

// strictJSON reads JSON as huma does, and refuses an object that names a field
// twice: the check and the decoder could see different ones (B8).
var strictJSON = huma.Format{
	Marshal: huma.DefaultJSONFormat.Marshal,
	Unmarshal: func(body []byte, v any) error {
		if err := json.Unmarshal(body, v); err != nil {
			return plain(err)
		}
		return onlyOnce(json.NewDecoder(bytes.NewReader(body)))
	},
}

// plain drops the Go from a decoder's words.
func plain(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("not JSON at byte %d", syntax.Offset)
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("a %s does not fit here", kind.Value)
	}
	return errors.New("not JSON")
}

func onlyOnce(d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'), json.Delim('['):
	default:
		return nil
	}
	seen := map[string]struct{}{} // bounded by the body
	for d.More() {
		if token == json.Delim('{') {
			key, err := d.Token()
			if err != nil {
				return err
			}
			name, _ := key.(string)
			if _, twice := seen[name]; twice {
				return fmt.Errorf("field %q is given twice", name)
			}
			seen[name] = struct{}{}
		}
		if err := onlyOnce(d); err != nil {
			return err
		}
	}
	_, err = d.Token() // the closing bracket
	return err
}
