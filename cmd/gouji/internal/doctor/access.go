package doctor

// access looks at who may use the page.
func (d *Doctor) access() Result {
	s := d.Settings.Server
	if s.Exposed() {
		return Result{Notice, "网页登录 server.login: none，网络中任何人都能使用 everyone on the network can use the page (" + s.Listen + ")",
			"请设置 server.login: password 或 proxy，或只监听 127.0.0.1 set server.login, or listen on 127.0.0.1 only"}
	}
	return Result{Good, "网页登录 server.login: " + s.Login, ""}
}
