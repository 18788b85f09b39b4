package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/cmd/gouji/internal/datadir"
	"github.com/gouji/gouji/configs"
)

// data looks at the folder that everything is kept in.
func (d *Doctor) data() []Result {
	dir := d.Settings.DataDir
	results := []Result{writable("数据目录 data folder", dir)}
	if _, err := datadir.Check(dir); err != nil {
		results = append(results, Result{Broken, err.Error(), ""})
	}
	if free, err := freeBytes(existing(dir)); err == nil {
		results = append(results, space(dir, free, d.Settings.Limits.FreeDisk))
	}
	if fstype, network, err := d.Network(existing(dir)); err == nil && network {
		results = append(results, Result{Notice,
			fmt.Sprintf("数据目录在网络文件系统上 data folder is on %s: %s", fstype, dir),
			"请把 data_dir 放在本机磁盘上 put data_dir on a local disk"})
	}
	return results
}

func space(dir string, free, least configs.Size) Result {
	what := fmt.Sprintf("剩余空间 free space: %.1f GiB (%s)", float64(free)/(1<<30), dir)
	if free >= least {
		return Result{Good, what, ""}
	}
	return Result{Broken, what, fmt.Sprintf("少于 limits.free_disk (%s)，请清理磁盘 less than limits.free_disk: free some space", least)}
}

// folders looks at every watched folder and at where its files go.
func (d *Doctor) folders() []Result {
	var results []Result
	for _, f := range d.Settings.Folders {
		if f.Mode == "keep" {
			results = append(results, readable(f.Path))
		} else {
			results = append(results, writable("监视文件夹 watched folder", f.Path),
				writable("归档文件夹 archive", f.Archive), writable("失败文件夹 failed", f.Failed))
		}
		results = append(results, d.polling(f)...)
	}
	return results
}

// polling tells how changes in a folder are noticed.
func (d *Doctor) polling(f configs.Folder) []Result {
	fstype, network, err := d.Network(existing(f.Path))
	every := d.Settings.Watch.PollInterval
	switch {
	case err != nil:
		return []Result{{Notice, fmt.Sprintf("无法确定文件系统 file system of %s: %v", f.Path, err), ""}}
	case f.Poll == "always" || network && f.Poll == "auto":
		return []Result{{Notice, fmt.Sprintf("每 %s 轮询 polled every %s (%s): %s", every, every, fstype, f.Path), ""}}
	case network:
		return []Result{{Notice, fmt.Sprintf("网络文件系统 (%s) 不会通知改动 reports no changes: %s", fstype, f.Path),
			"请把 poll 改为 auto；否则只靠 watch.rescan set poll to auto, or only watch.rescan finds new files"}}
	default:
		return nil
	}
}

func readable(dir string) Result {
	what := "监视文件夹 watched folder (keep): " + dir
	if _, err := os.ReadDir(dir); err != nil {
		return Result{Broken, what + ": " + cause(err), "请建立该文件夹并授予读取权限 create it and let gouji read it"}
	}
	return Result{Good, what, ""}
}

// writable tries what gouji does in a folder: create, rename and remove.
func writable(name, dir string) Result {
	what := name + ": " + dir
	where := existing(dir)
	if err := probe(where); err != nil {
		return Result{Broken, what + ": " + cause(err), permit(dir, where)}
	}
	if where != dir {
		what += " (启动时建立 made at start)"
	}
	return Result{Good, what, ""}
}

// permit says how to let gouji write in dir, of which where exists. Owners of
// folders above dir are never changed.
func permit(dir, where string) string {
	mend := fmt.Sprintf("chown %d %q", os.Getuid(), dir)
	if where != dir {
		mend = fmt.Sprintf("mkdir -p %q && ", dir) + mend
	}
	return fmt.Sprintf("请让用户 %d 可以写入 let user %d write there: %s", os.Getuid(), os.Getuid(), mend)
}

func probe(dir string) error {
	f, err := os.CreateTemp(dir, ".gouji-doctor-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	renamed := f.Name() + ".renamed"
	defer os.Remove(renamed)
	_, err = f.WriteString("probe")
	return errors.Join(err, f.Close(), os.Rename(f.Name(), renamed))
}

// existing is path, or its nearest folder that exists.
func existing(path string) string {
	for {
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) || path == filepath.Dir(path) {
			return path
		}
		path = filepath.Dir(path)
	}
}

func freeBytes(dir string) (configs.Size, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return configs.Size(s.Bavail) * configs.Size(s.Bsize), nil
}

// cause is an error without the path that the line already shows.
func cause(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}
