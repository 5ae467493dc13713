package store

import (
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The arrays that are written here are byte for byte those that pgx writes.
func TestArraysAreThoseOfPgx(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ours, theirs := pgtype.NewMap(), pgtype.NewMap()
		register(ours)
		numbers := rapid.SliceOfN(rapid.Int64(), 0, 20).Draw(t, "numbers")
		small := rapid.SliceOfN(rapid.Int16(), 0, 20).Draw(t, "small")
		bodies := rapid.SliceOfN(rapid.SliceOf(rapid.Byte()), 0, 20).Draw(t, "bodies")
		ids := make([][16]byte, len(numbers))
		pointers, nullable := make([]*int64, len(numbers)), make(Nullable, len(numbers))
		for i, n := range numbers {
			ids[i][i%16] = byte(n)
			if nullable[i] = n; n >= 0 {
				pointers[i] = &numbers[i]
			}
		}
		for _, c := range []struct {
			oid          uint32
			value, asPgx any
		}{
			{pgtype.Int8ArrayOID, numbers, numbers},
			{pgtype.Int2ArrayOID, small, small},
			{pgtype.UUIDArrayOID, ids, ids},
			{pgtype.Int8ArrayOID, []int64(nil), []int64(nil)},
			{pgtype.ByteaArrayOID, [][]byte(nil), [][]byte(nil)},
		} {
			want, err := theirs.Encode(c.oid, pgtype.BinaryFormatCode, c.asPgx, nil)
			require.NoError(t, err)
			got, err := ours.Encode(c.oid, pgtype.BinaryFormatCode, c.value, nil)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		// NULLs: pgx says whether there are any only after it has written them;
		// what is read back must be the same.
		for _, c := range []struct {
			oid          uint32
			value, asPgx any
		}{{pgtype.Int8ArrayOID, nullable, pointers}, {pgtype.ByteaArrayOID, bodies, bodies}} {
			got, err := ours.Encode(c.oid, pgtype.BinaryFormatCode, c.value, nil)
			require.NoError(t, err)
			want, err := theirs.Encode(c.oid, pgtype.BinaryFormatCode, c.asPgx, nil)
			require.NoError(t, err)
			require.Equal(t, read(t, theirs, c.oid, want), read(t, theirs, c.oid, got))
			slow, err := theirs.Encode(c.oid, pgtype.BinaryFormatCode, c.value, nil)
			require.NoError(t, err)
			require.Equal(t, want, slow, "on a connection that is not the store's")
		}
	})
}

func read(t require.TestingT, m *pgtype.Map, oid uint32, body []byte) any {
	if oid == pgtype.ByteaArrayOID {
		var v [][]byte
		require.NoError(t, m.Scan(oid, pgtype.BinaryFormatCode, body, &v))
		return v
	}
	var v []*int64
	require.NoError(t, m.Scan(oid, pgtype.BinaryFormatCode, body, &v))
	return v
}

// What pgx does not write so fast is left to pgx.
func TestOtherArraysAreLeftToPgx(t *testing.T) {
	t.Parallel()
	m := pgtype.NewMap()
	register(m)
	want, err := pgtype.NewMap().Encode(pgtype.Int8ArrayOID, pgtype.BinaryFormatCode, []int32{1, 2}, nil)
	require.NoError(t, err)
	got, err := m.Encode(pgtype.Int8ArrayOID, pgtype.BinaryFormatCode, []int32{1, 2}, nil)
	require.NoError(t, err)
	require.Equal(t, want, got)
	_, err = m.Encode(pgtype.Int8ArrayOID, pgtype.BinaryFormatCode, "text", nil)
	require.Error(t, err)
}

func BenchmarkArrays(b *testing.B) {
	numbers := make([]int64, 1024)
	for i := range numbers {
		numbers[i] = int64(i) << 32
	}
	for name, with := range map[string]bool{"pgx": false, "straight": true} {
		b.Run(name, func(b *testing.B) {
			m := pgtype.NewMap()
			if with {
				register(m)
			}
			for b.Loop() {
				if _, err := m.Encode(pgtype.Int8ArrayOID, pgtype.BinaryFormatCode, numbers, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
