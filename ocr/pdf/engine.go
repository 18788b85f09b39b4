package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/tetratelabs/wazero/api"
)

// engine calls pdfium's C functions in one WebAssembly instance. go-pdfium
// starts the instance; its methods are not used for reading, because they
// allocate memory for every result and a random id for every object, which
// makes a page of characters and lines ten times as slow.
//
// The first failure of a call sticks in err, like in a bufio.Writer; a broken
// instance answers 0 to everything after it.
type engine struct {
	instance pdfium.Pdfium
	module   api.Module
	calls    map[string]api.Function
	stack    [12]uint64
	scratch  uint32 // room for scratchSize bytes of results
	err      error
}

const scratchSize = 64

func newEngine(ctx context.Context, pool pdfium.Pool) (*engine, error) {
	instance, err := pool.GetInstance(startTimeout)
	if err != nil {
		return nil, fmt.Errorf("start pdfium: %w", err)
	}
	e := &engine{instance: instance, calls: map[string]api.Function{}}
	if e.module, err = moduleOf(instance); err != nil {
		return nil, errors.Join(err, instance.Close())
	}
	e.scratch = e.malloc(ctx, scratchSize)
	if e.err != nil {
		return nil, errors.Join(e.err, instance.Close())
	}
	return e, nil
}

// startTimeout bounds go-pdfium's wait for a free instance; there always is one.
const startTimeout = time.Minute

// moduleOf reaches the WebAssembly module behind an instance: an exported field
// of a type that cannot be named from here.
func moduleOf(instance pdfium.Pdfium) (api.Module, error) {
	v := reflect.Indirect(reflect.ValueOf(instance.GetImplementation()))
	if v.Kind() == reflect.Struct {
		if field := v.FieldByName("Module"); field.IsValid() && field.CanInterface() {
			if module, ok := field.Interface().(api.Module); ok {
				return module, nil
			}
		}
	}
	return nil, errors.New("this version of go-pdfium hides its WebAssembly module")
}

func (e *engine) close() error {
	if err := e.instance.Close(); err != nil {
		return fmt.Errorf("close pdfium: %w", err)
	}
	return nil
}

// call runs one function of pdfium's C interface. Numbers are passed as their
// WebAssembly bits.
func (e *engine) call(ctx context.Context, name string, args ...uint64) uint64 {
	if e.err != nil {
		return 0
	}
	fn := e.calls[name]
	if fn == nil {
		if fn = e.module.ExportedFunction(name); fn == nil {
			e.err = fmt.Errorf("pdfium has no function %s", name)
			return 0
		}
		e.calls[name] = fn
	}
	e.stack[0] = 0
	copy(e.stack[:], args)
	if err := fn.CallWithStack(ctx, e.stack[:max(len(args), 1)]); err != nil {
		reason, _, _ := strings.Cut(err.Error(), "\n") // without the WebAssembly stack
		e.err = fmt.Errorf("%s: %s", name, reason)
		return 0
	}
	return e.stack[0]
}

// int is call for functions that return a C int.
func (e *engine) int(ctx context.Context, name string, args ...uint64) int {
	return int(api.DecodeI32(e.call(ctx, name, args...)))
}

// ok is call for functions that return a C bool.
func (e *engine) ok(ctx context.Context, name string, args ...uint64) bool {
	return e.int(ctx, name, args...) != 0
}

func (e *engine) malloc(ctx context.Context, size int) uint32 {
	p := api.DecodeU32(e.call(ctx, "malloc", uint64(size)))
	if p == 0 && e.err == nil {
		e.err = fmt.Errorf("pdfium is out of memory for %d bytes", size)
	}
	return p
}

func (e *engine) free(ctx context.Context, p uint32) { e.call(ctx, "free", uint64(p)) }

// put copies bytes into memory that the caller frees.
func (e *engine) put(ctx context.Context, b []byte) uint32 {
	p := e.malloc(ctx, len(b))
	if e.err == nil && !e.module.Memory().Write(p, b) {
		e.err = errors.New("pdfium's memory is too small")
	}
	return p
}

// out is the address of the i-th eight bytes of the scratch memory.
func (e *engine) out(i int) uint64 { return uint64(e.scratch) + uint64(8*i) }

func (e *engine) double(i int) float64 {
	v, _ := e.module.Memory().ReadFloat64Le(uint32(e.out(i)))
	return v
}

func (e *engine) float(i int) float64 {
	v, _ := e.module.Memory().ReadFloat32Le(uint32(e.out(i)))
	return float64(v)
}

func (e *engine) word(i int) uint32 {
	v, _ := e.module.Memory().ReadUint32Le(uint32(e.out(i)))
	return v
}

// matrix reads the FS_MATRIX (six floats) at the start of the scratch memory.
func (e *engine) matrix() matrix {
	var m matrix
	for i := range m {
		v, _ := e.module.Memory().ReadFloat32Le(e.scratch + uint32(4*i))
		m[i] = float64(v)
	}
	return m
}

// fileAccess makes pdfium read a file through r instead of from a copy in its
// own memory.
func (e *engine) fileAccess(r io.ReadSeeker, size int) uint64 {
	reader, ok := e.instance.GetImplementation().(interface {
		CreateFileAccessReader(int64, io.ReadSeeker) (*uint64, *uint32, error)
	})
	if !ok {
		e.err = errors.New("this version of go-pdfium hides its file access")
		return 0
	}
	access, _, err := reader.CreateFileAccessReader(int64(size), r)
	if err != nil {
		e.err = fmt.Errorf("open file in pdfium: %w", err)
		return 0
	}
	return *access
}

// finite reports whether all numbers are real and of a sane size: files hold
// anything.
func finite(vs ...float64) bool {
	for _, v := range vs {
		if math.IsNaN(v) || math.Abs(v) > 1e7 {
			return false
		}
	}
	return true
}
