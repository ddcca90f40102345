package scheduler

import "marke/scheduler/interval"

// Free gives the time within a span at which so many units of a resource are free: open, not down, and held by no use and no
// buffer. It is what an overview of availability shows; whether a certain wish fits, with its own buffers and people,
// is Check's to say.
func Free(w *World, id ResourceID, units int64, within interval.Span) interval.Set {
	r := w.resource(id)
	within = bounded(within)
	free := interval.AppendIntersection(nil, r.Open, interval.Of(within))
	for _, down := range r.down {
		free = interval.AppendSubtraction(nil, free, down)
	}
	var short interval.Set
	for rest := within; !rest.Empty(); {
		hit, _, ok := r.occupied.short(rest, counted(units), nil)
		if !ok {
			break
		}
		short = append(short, hit)
		rest.From = hit.To
	}
	return interval.AppendSubtraction(nil, free, short)
}
