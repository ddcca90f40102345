package scheduler

import "marke/scheduler/interval"

// Free gives the time within a span at which so many units of a resource are free: open, not down, and held by no use and no
// buffer. It is what an overview of availability shows; whether a certain wish fits, with its own buffers and people,
// is Check's to say.
func Free(w *World, id ResourceID, units int64, within interval.Span) interval.Set {
	return w.resource(id).free(counted(units), bounded(within))
}

func (r *resource) free(units int64, within interval.Span) interval.Set {
	free := interval.AppendIntersection(nil, r.Open, interval.Of(within))
	for _, down := range r.down {
		if len(down) > 0 {
			free = interval.AppendSubtraction(nil, free, down)
		}
	}
	short := r.occupied.appendShort(nil, units)
	return interval.AppendSubtraction(make(interval.Set, 0, len(free)+len(short)), free, short)
}
