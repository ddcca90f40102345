//go:build unix

package scheduler

// ProcessSeconds is for the benchmarks that read files.
var ProcessSeconds = processSeconds
