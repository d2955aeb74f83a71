"""Papers as GB/T 9704-2012 (党政机关公文格式) lays them out: content as blocks, and one place that sets them."""
