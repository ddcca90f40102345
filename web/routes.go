package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"marke/facilities/texts"
)

// route is one page or action. Its path stands under each language.
type route struct {
	method, path string
	open         bool // for people without a login too
	do           handle
}

// routes lists every page and every action.
func routes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/", true, (*visit).home},
		{get, "/find", true, (*visit).find},
		{get, "/resources", true, (*visit).catalogueOf},
		{get, "/resources/:id", true, (*visit).resource},
		{get, "/login", true, (*visit).loginForm},
		{post, "/login", true, (*visit).logIn},
		{post, "/logout", true, (*visit).logOut},
		{get, "/forgot", true, (*visit).forgotForm},
		{post, "/forgot", true, (*visit).forgot},
		{get, "/reset/:token", true, (*visit).resetForm},
		{post, "/reset/:token", true, (*visit).reset},
		{get, "/invite/:token", true, (*visit).inviteForm},
		{post, "/invite/:token", true, (*visit).acceptInvite},
		{get, "/access", true, (*visit).accessForm},
		{post, "/access", true, (*visit).askAccess},

		{get, "/board", false, (*visit).boards},
		{get, "/facilities/:id/board", false, (*visit).board},
		{get, "/bookings", false, (*visit).bookings},
		{get, "/bookings/new", false, (*visit).bookingForm},
		{post, "/bookings/new", false, (*visit).book},
		{get, "/bookings/:id", false, (*visit).booking},
		{get, "/bookings/:id/move", false, (*visit).moveForm},
		{post, "/bookings/:id/move", false, (*visit).move},
		{post, "/bookings/:id/cancel", false, (*visit).cancel},
		{post, "/bookings/:id/check-in", false, (*visit).checkIn},
		{post, "/bookings/:id/check-out", false, (*visit).checkOut},
		{post, "/bookings/:id/withdraw", false, (*visit).withdraw},
		{post, "/bookings/:id/quote", false, (*visit).acceptQuote},
		{get, "/bookings/:id/decide", false, (*visit).decideForm},
		{post, "/bookings/:id/approve", false, (*visit).approve},
		{post, "/bookings/:id/decline", false, (*visit).decline},
		{post, "/series/:id/cancel", false, (*visit).cancelSeries},
		{get, "/inbox", false, (*visit).inbox},

		{get, "/facilities/:id/settings", false, (*visit).facilitySettings},
		{post, "/facilities/:id/settings", false, (*visit).saveFacility},
		{post, "/facilities/:id/downtimes", false, (*visit).openDowntime},
		{post, "/facilities/:id/downtimes/:downtime/end", false, (*visit).endDowntime},
		{get, "/facilities/:id/resources/new", false, (*visit).newResource},
		{post, "/facilities/:id/resources/new", false, (*visit).addResource},
		{get, "/resources/:id/edit", false, (*visit).editResource},
		{post, "/resources/:id/edit", false, (*visit).saveResource},
		{get, "/resources/:id/fault", false, (*visit).faultForm},
		{post, "/resources/:id/fault", false, (*visit).reportFault},
		{get, "/resources/:id/users", false, (*visit).users},
		{post, "/resources/:id/users", false, (*visit).grant},
		{post, "/resources/:id/users/:qualification/revoke", false, (*visit).revoke},

		{get, "/rounds", false, (*visit).rounds},
		{get, "/rounds/new", false, (*visit).newRound},
		{post, "/rounds/new", false, (*visit).openRound},
		{get, "/rounds/:id", false, (*visit).round},
		{get, "/rounds/:id/edit", false, (*visit).editRound},
		{post, "/rounds/:id/edit", false, (*visit).changeRound},
		{post, "/rounds/:id/close", false, (*visit).closeRound},
		{post, "/rounds/:id/reopen", false, (*visit).reopenRound},
		{post, "/rounds/:id/cancel", false, (*visit).cancelRound},
		{post, "/rounds/:id/solve", false, (*visit).solve},
		{post, "/rounds/:id/pin", false, (*visit).pin},
		{post, "/rounds/:id/unpin", false, (*visit).unpin},
		{post, "/rounds/:id/publish", false, (*visit).publish},
		{post, "/rounds/:id/order", false, (*visit).orderRequests},
		{get, "/rounds/:id/plans/:number", false, (*visit).planBoard},
		{get, "/rounds/:id/plans/:number/publish", false, (*visit).publishForm},
		{get, "/rounds/:id/plans/:number/problem.json", false, (*visit).problemFile},
		{get, "/rounds/:id/plans/:number/plan.json", false, (*visit).planFileOf},
		{get, "/rounds/:id/compare", false, (*visit).comparePlans},
		{get, "/rounds/:id/objections", false, (*visit).objections},
		{get, "/rounds/:id/requests/new", false, (*visit).newRequest},
		{post, "/rounds/:id/requests/new", false, (*visit).addRequest},
		{get, "/rounds/:id/import", false, (*visit).importForm},
		{post, "/rounds/:id/import", false, (*visit).importRequests},
		{get, "/rounds/:id/template.csv", false, (*visit).requestTemplate},
		{get, "/requests/:id", false, (*visit).request},
		{get, "/requests/:id/edit", false, (*visit).editRequest},
		{post, "/requests/:id/edit", false, (*visit).changeRequest},
		{post, "/requests/:id/withdraw", false, (*visit).withdrawRequest},
		{post, "/requests/:id/object", false, (*visit).object},
		{post, "/objections/:id/answer", false, (*visit).answerObjection},
		{get, "/facilities/:id/hours", false, (*visit).hours},
		{get, "/trades", false, (*visit).trades},
		{post, "/trades", false, (*visit).proposeTrade},
		{post, "/trades/:id/accept", false, (*visit).acceptTrade},
		{post, "/trades/:id/decline", false, (*visit).declineTrade},
		{get, "/facilities/:id/replans", false, (*visit).replans},
		{post, "/facilities/:id/downtimes/:downtime/replan", false, (*visit).proposeReplan},
		{get, "/replans/:id", false, (*visit).replan},
		{post, "/replans/:id/apply", false, (*visit).applyReplan},
		{post, "/replans/:id/reject", false, (*visit).rejectReplan},
		{get, "/facilities/:id/round-policy", false, (*visit).roundPolicy},
		{post, "/facilities/:id/round-policy", false, (*visit).saveRoundPolicy},

		{get, "/people", false, (*visit).people},
		{get, "/people/invite", false, (*visit).inviteSomebody},
		{post, "/people/invite", false, (*visit).invite},
		{get, "/people/:id", false, (*visit).person},
		{post, "/people/:id", false, (*visit).savePerson},
		{post, "/people/:id/roles", false, (*visit).setRoles},
		{post, "/people/:id/block", false, (*visit).block},
		{post, "/people/:id/unblock", false, (*visit).unblock},
		{post, "/people/:id/invite", false, (*visit).inviteAgain},
		{post, "/people/:id/erase", false, (*visit).erase},
		{get, "/access/requests", false, (*visit).accessRequests},
		{post, "/access/requests/:id/admit", false, (*visit).admit},
		{post, "/access/requests/:id/refuse", false, (*visit).refuse},
		{get, "/partners", false, (*visit).partners},
		{get, "/partners/new", false, (*visit).partnerForm},
		{post, "/partners/new", false, (*visit).savePartner},
		{get, "/partners/:id", false, (*visit).partnerForm},
		{post, "/partners/:id", false, (*visit).savePartner},
		{get, "/agreements", false, (*visit).agreements},
		{get, "/audit/:kind/:id", false, (*visit).audit},

		{get, "/calendars", false, (*visit).calendars},
		{post, "/calendars", false, (*visit).subscribe},
		{post, "/calendars/:id/rotate", false, (*visit).rotateFeed},
		{post, "/calendars/:id/revoke", false, (*visit).revokeFeed},
		{get, "/tokens", false, (*visit).tokens},
		{post, "/tokens", false, (*visit).createToken},
		{post, "/tokens/:id/revoke", false, (*visit).revokeToken},
		{get, "/profile", false, (*visit).profile},
		{post, "/profile", false, (*visit).saveProfile},
		{post, "/profile/password", false, (*visit).changePassword},
		{get, "/profile/export", false, (*visit).exportOwn},
	}
}

func (s *site) mountPages(e *gin.Engine) {
	for _, lang := range texts.Languages {
		group := e.Group("/" + lang)
		for _, r := range routes() {
			group.Handle(r.method, r.path, s.visited(lang, r.open, r.do))
		}
		e.GET("/"+lang, func(c *gin.Context) { c.Redirect(http.StatusMovedPermanently, "/"+lang+"/") })
	}
}
