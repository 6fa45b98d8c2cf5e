"""Tags and groups that customers get and lose by rule."""
