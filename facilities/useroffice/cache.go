package useroffice

import "sync"

// cache keeps values up to a total size. It has two generations: when the young
// one is full it becomes the old, and the old goes. What is asked for in the old
// moves to the young, so that what is in use stays.
type cache[K comparable, V any] struct {
	mu         sync.Mutex
	young, old map[K]cached[V]
	size, most int // of the young generation
}

type cached[V any] struct {
	value V
	size  int
}

// newCache makes a cache that holds at most so many bytes, as its callers count them.
func newCache[K comparable, V any](most int) *cache[K, V] {
	return &cache[K, V]{young: map[K]cached[V]{}, old: map[K]cached[V]{}, most: most / 2}
}

func (c *cache[K, V]) get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if found, ok := c.young[key]; ok {
		return found.value, true
	}
	found, ok := c.old[key]
	if ok {
		delete(c.old, key)
		c.add(key, found)
	}
	return found.value, ok
}

// put keeps a value; one that is too large by itself is not kept.
func (c *cache[K, V]) put(key K, value V, size int) {
	if size > c.most {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(key, cached[V]{value, size})
}

func (c *cache[K, V]) add(key K, entry cached[V]) {
	if c.size+entry.size > c.most {
		c.old, c.young, c.size = c.young, map[K]cached[V]{}, 0
	}
	c.size += entry.size - c.young[key].size
	c.young[key] = entry
}

// clear empties the cache.
func (c *cache[K, V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.young, c.old, c.size = map[K]cached[V]{}, map[K]cached[V]{}, 0
}
