package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/gouji/gouji/configs"
)

// settings binds the flags of all settings to the commands and loads them.
type settings struct {
	process Process
	known   []configs.Flag
	file    string
}

// bind gives every command the flags. They are listed in the help of serve
// only, where they matter most.
func (s *settings) bind(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.StringVar(&s.file, "config", "", "settings file (default: GOUJI_CONFIG, ./gouji.yaml, /etc/gouji/gouji.yaml) · 设置文件")
	flags.SortFlags = false
	for _, f := range s.known {
		flags.String(f.Key, f.Default, f.Help)
		flag := flags.Lookup(f.Key)
		flag.Hidden = true
		if f.Default == "true" || f.Default == "false" {
			flag.NoOptDefVal = "true" // a switch may stand without a value
		}
	}
}

// show lists the flags of all settings in the help of c.
func (s *settings) show(c *cobra.Command) {
	help := c.HelpFunc()
	c.SetHelpFunc(func(c *cobra.Command, args []string) {
		for _, f := range s.known {
			c.InheritedFlags().Lookup(f.Key).Hidden = false
		}
		help(c, args)
	})
}

// load reads the settings for a command.
func (s *settings) load(c *cobra.Command) (*configs.Loaded, error) {
	given := map[string]string{}
	c.Flags().Visit(func(f *pflag.Flag) {
		for _, k := range s.known {
			if f.Name == k.Key {
				given[k.Key] = f.Value.String()
			}
		}
	})
	l, err := configs.Load(configs.Input{File: s.file, Env: s.process.Env, Flags: given})
	if err != nil {
		return nil, usageError{err}
	}
	return l, nil
}
