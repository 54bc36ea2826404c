"""One small file per source: records become entities, entities become facts."""
