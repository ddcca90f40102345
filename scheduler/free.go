package scheduler

import "marke/scheduler/interval"

// Free gives the time within a span at which so many units of a resource are free: open, not down, and held by no use and no
// buffer. It is what an overview of availability shows; whether a certain wish fits, with its own buffers and people,
// is Check's to say.
func Free(w *World, id ResourceID, units int64, within interval.Span) interval.Set {
	return interval.AppendIntersection(nil, w.resource(id).free(counted(units)), interval.Of(bounded(within)))
}

// free is when so many units are free. It may be the opening hours themselves.
func (r *resource) free(units int64) interval.Set {
	free := r.Open
	for _, down := range r.down {
		free = without(free, down)
	}
	return without(free, r.occupied.appendShort(nil, units))
}

func without(set, less interval.Set) interval.Set {
	if len(less) == 0 {
		return set
	}
	return interval.AppendSubtraction(make(interval.Set, 0, len(set)+len(less)), set, less)
}
