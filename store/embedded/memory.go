package embedded

// MemoryBytes is the memory that this machine, or this container, has; 0 if it
// cannot be known.
func MemoryBytes() uint64 { return memoryBytes() }
