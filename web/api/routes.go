package api

// routes registers every operation.
func (s *server) routes() {
	s.facilityRoutes()
	s.bookingRoutes()
	s.changeRoutes()
	s.actionRoutes()
	s.findRoutes()
	s.peopleRoutes()
	s.qualificationRoutes()
	s.downtimeRoutes()
	s.tokenRoutes()
	s.deskRoutes()
	s.booksRoutes()
	s.settingsRoutes()
	s.roundRoutes()
	s.requestRoutes()
	s.tradeRoutes()
	// huma adds the schemas of its own kind of error, which is answered nowhere.
	delete(s.huma.OpenAPI().Components.Schemas.Map(), "ErrorModel")
	delete(s.huma.OpenAPI().Components.Schemas.Map(), "ErrorDetail")
}
