package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/stretchr/testify/require"
)

// A body, whatever it holds, is a problem of the client's or one object with
// the operation's own fields, each at most once and read as any other reader
// would (B8). It is never a fault of ours.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		`{"name":"ada","password":"correct horse","birthDate":"1990-04-25","accept":true}`,
		`{"name":"ada","name":"eve","password":"p","birthDate":"1990-04-25","accept":true}`,
		`{"NAME":"ada","password":"p","birthDate":"1990-04-25","accept":true}`,
		`{"name":"ada","password":"p","birthDate":"1990-04-25","accept":true,"role":"operator"}`,
		`{"name":null,"password":{},"birthDate":[],"accept":"true"}`, `null`, ``, `[]`, `{}`, `{} {}`, "\xff", `"\ud800"`,
		`{"name":"\u0000","password":"` + "\xc3\x28" + `","birthDate":"","accept":false}`,
		`{"n\u0061me":"ada","name":"eve","password":"p","birthDate":"1990-04-25","accept":true}`,
	} {
		f.Add([]byte(seed))
	}
	mux := http.NewServeMux()
	var got *registerInput // of the request under way: inputs come one at a time
	huma.Register(humago.New(mux, config("")), huma.Operation{OperationID: "try", Method: http.MethodPost, Path: "/try",
		DefaultStatus: http.StatusNoContent, MaxBodyBytes: bodyBytesMax}, func(_ context.Context, in *registerInput) (*struct{}, error) {
		got = in
		return nil, nil
	})
	f.Fuzz(func(t *testing.T, body []byte) {
		got = nil
		request := httptest.NewRequest(http.MethodPost, "/try", bytes.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		mux.ServeHTTP(answer, request)
		if got == nil {
			require.Contains(t, []int{400, 413, 422}, answer.Code, answer.Body.String())
			var problem Problem
			require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &problem))
			require.NotEmpty(t, problem.Code)
			require.NotEmpty(t, problem.Detail)
			return
		}
		require.Equal(t, http.StatusNoContent, answer.Code)
		var fields map[string]any
		require.NoError(t, json.Unmarshal(body, &fields))
		require.Equal(t, map[string]any{"name": got.Body.Name, "password": got.Body.Password,
			"birthDate": got.Body.BirthDate, "accept": got.Body.Accept}, fields)
		require.NoError(t, onlyOnce(json.NewDecoder(bytes.NewReader(body))))
	})
}
