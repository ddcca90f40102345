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

		{get, "/money", false, (*visit).money},
		{get, "/partners/:id/money", false, (*visit).partnerMoney},
		{get, "/books", false, (*visit).books},
		{get, "/facilities/:id/books", false, (*visit).facilityBooks},
		{get, "/facilities/:id/books/:month", false, (*visit).closePage},
		{post, "/facilities/:id/books/:month/close", false, (*visit).closeMonth},
		{get, "/facilities/:id/statements/:month/:partner", false, (*visit).statement},
		{get, "/facilities/:id/statements/:month/:partner/pdf", false, (*visit).statementPDF},
		{get, "/facilities/:id/statements/:month/:partner/csv", false, (*visit).statementCSV},
		{get, "/facilities/:id/agreement", false, (*visit).terms},
		{get, "/facilities/:id/agreement/propose", false, (*visit).proposeForm},
		{post, "/facilities/:id/agreement/propose", false, (*visit).propose},
		{post, "/facilities/:id/agreement/:version/accept", false, (*visit).acceptTerms},
		{get, "/facilities/:id/costs", false, (*visit).costs},
		{post, "/facilities/:id/costs", false, (*visit).addCost},
		{post, "/facilities/:id/budget", false, (*visit).saveBudget},
		{post, "/facilities/:id/costs/:cost/withdraw", false, (*visit).withdrawCost},
		{get, "/facilities/:id/costs/:cost/evidence", false, (*visit).evidence},
		{get, "/facilities/:id/tariffs", false, (*visit).tariffs},
		{post, "/facilities/:id/tariffs", false, (*visit).saveTariff},
		{get, "/facilities/:id/incidents", false, (*visit).incidents},
		{post, "/facilities/:id/incidents", false, (*visit).reportIncident},
		{get, "/incidents/:id", false, (*visit).incident},
		{post, "/incidents/:id/settle", false, (*visit).settleIncident},
		{post, "/incidents/:id/decide", false, (*visit).decideUncovered},
		{get, "/facilities/:id/invoices", false, (*visit).invoices},
		{post, "/facilities/:id/invoices", false, (*visit).issueInvoices},
		{post, "/facilities/:id/advances", false, (*visit).invoiceAdvance},
		{post, "/facilities/:id/billing", false, (*visit).savePolicy},
		{get, "/invoices/:number", false, (*visit).invoice},
		{get, "/invoices/:number/pdf", false, (*visit).invoicePDF},
		{get, "/invoices/:number/csv", false, (*visit).invoiceCSV},
		{post, "/invoices/:number/credit", false, (*visit).creditInvoice},
		{get, "/facilities/:id/payments", false, (*visit).payments},
		{post, "/facilities/:id/payments", false, (*visit).bookPayment},
		{post, "/facilities/:id/payments/import", false, (*visit).importBank},
		{get, "/facilities/:id/journal", false, (*visit).journal},
		{get, "/facilities/:id/public-money", false, (*visit).publicMoney},
		{post, "/facilities/:id/public-money/:what", false, (*visit).notePublicMoney},
		{get, "/funds", false, (*visit).funds},
		{post, "/funds", false, (*visit).addFund},
		{post, "/funds/:id/deposit", false, (*visit).depositFund},
		{post, "/funds/:id/loans", false, (*visit).decideLoan},
		{post, "/funds/:id/loans/:loan", false, (*visit).moveLoan},
		{get, "/report", false, (*visit).report},
		{get, "/report/pdf", false, (*visit).reportPDF},
		{get, "/report/csv", false, (*visit).reportCSV},

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
