package store

import (
	"encoding/binary"
	"slices"

	"github.com/jackc/pgx/v5/pgtype"
)

// Nullable is a column of whole numbers of which a negative one is NULL. On a
// connection that is not the store's, pgx writes it by the three methods.
type Nullable []int64

var _ pgtype.ArrayGetter = Nullable(nil)

// Dimensions is pgtype.ArrayGetter's.
func (n Nullable) Dimensions() []pgtype.ArrayDimension {
	if n == nil {
		return nil
	}
	return []pgtype.ArrayDimension{{Length: int32(len(n)), LowerBound: 1}}
}

// Index is pgtype.ArrayGetter's.
func (n Nullable) Index(i int) any {
	if n[i] < 0 {
		return nil
	}
	return n[i]
}

// IndexType is pgtype.ArrayGetter's.
func (n Nullable) IndexType() any { return int64(0) }

// A batch of a thousand bets is twenty arrays of a thousand elements each. pgx
// encodes an array through an interface value per element, which is a third of
// what a bet costs the server; the types that sets are made of are written
// straight into the message instead (BenchmarkArrays). Everything else is left
// to pgx.
func register(m *pgtype.Map) {
	for _, oid := range []uint32{pgtype.Int8ArrayOID, pgtype.Int2ArrayOID, pgtype.UUIDArrayOID, pgtype.ByteaArrayOID} {
		if t, ok := m.TypeForOID(oid); ok {
			m.RegisterType(&pgtype.Type{Name: t.Name, OID: oid, Codec: arrayCodec{Codec: t.Codec, oid: oid}})
		}
	}
}

// arrayCodec writes the Go types of one kind of array, and asks pgx's own codec
// for the rest.
type arrayCodec struct {
	pgtype.Codec
	oid uint32
}

func (c arrayCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if format == pgtype.BinaryFormatCode {
		switch value.(type) {
		case []int64:
			if c.oid == pgtype.Int8ArrayOID {
				return plan(encodeInt8s)
			}
		case Nullable:
			if c.oid == pgtype.Int8ArrayOID {
				return plan(encodeNullable)
			}
		case []int16:
			if c.oid == pgtype.Int2ArrayOID {
				return plan(encodeInt2s)
			}
		case [][16]byte:
			if c.oid == pgtype.UUIDArrayOID {
				return plan(encodeUUIDs)
			}
		case [][]byte:
			if c.oid == pgtype.ByteaArrayOID {
				return plan(encodeByteas)
			}
		}
	}
	return c.Codec.PlanEncode(m, oid, format, value)
}

type plan func(value any, buf []byte) []byte

// Encode is pgtype.EncodePlan's; a nil slice is NULL, as pgx has it.
func (p plan) Encode(value any, buf []byte) ([]byte, error) { return p(value, buf), nil }

// arrayHeader begins PostgreSQL's binary form of an array of one dimension.
func arrayHeader(buf []byte, oid uint32, n, bytes int, nulls bool) []byte {
	buf = slices.Grow(buf, 20+bytes)
	buf = binary.BigEndian.AppendUint32(buf, 1)
	if nulls {
		buf = binary.BigEndian.AppendUint32(buf, 1)
	} else {
		buf = binary.BigEndian.AppendUint32(buf, 0)
	}
	buf = binary.BigEndian.AppendUint32(buf, oid)
	buf = binary.BigEndian.AppendUint32(buf, uint32(n))
	return binary.BigEndian.AppendUint32(buf, 1) // of the first element
}

const null = 0xffffffff // the length of NULL

func encodeInt8s(value any, buf []byte) []byte {
	s := value.([]int64)
	if s == nil {
		return nil
	}
	buf = arrayHeader(buf, pgtype.Int8OID, len(s), 12*len(s), false)
	for _, v := range s {
		buf = binary.BigEndian.AppendUint32(buf, 8)
		buf = binary.BigEndian.AppendUint64(buf, uint64(v))
	}
	return buf
}

func encodeNullable(value any, buf []byte) []byte {
	s := value.(Nullable)
	if s == nil {
		return nil
	}
	buf = arrayHeader(buf, pgtype.Int8OID, len(s), 12*len(s), true)
	for _, v := range s {
		if v < 0 {
			buf = binary.BigEndian.AppendUint32(buf, null)
			continue
		}
		buf = binary.BigEndian.AppendUint32(buf, 8)
		buf = binary.BigEndian.AppendUint64(buf, uint64(v))
	}
	return buf
}

func encodeInt2s(value any, buf []byte) []byte {
	s := value.([]int16)
	if s == nil {
		return nil
	}
	buf = arrayHeader(buf, pgtype.Int2OID, len(s), 6*len(s), false)
	for _, v := range s {
		buf = binary.BigEndian.AppendUint32(buf, 2)
		buf = binary.BigEndian.AppendUint16(buf, uint16(v))
	}
	return buf
}

func encodeUUIDs(value any, buf []byte) []byte {
	s := value.([][16]byte)
	if s == nil {
		return nil
	}
	buf = arrayHeader(buf, pgtype.UUIDOID, len(s), 20*len(s), false)
	for i := range s {
		buf = binary.BigEndian.AppendUint32(buf, 16)
		buf = append(buf, s[i][:]...)
	}
	return buf
}

func encodeByteas(value any, buf []byte) []byte {
	s := value.([][]byte)
	if s == nil {
		return nil
	}
	bytes := 4 * len(s)
	for _, v := range s {
		bytes += len(v)
	}
	buf = arrayHeader(buf, pgtype.ByteaOID, len(s), bytes, true)
	for _, v := range s {
		if v == nil {
			buf = binary.BigEndian.AppendUint32(buf, null)
			continue
		}
		buf = binary.BigEndian.AppendUint32(buf, uint32(len(v)))
		buf = append(buf, v...)
	}
	return buf
}
