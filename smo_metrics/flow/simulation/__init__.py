"""What would a change gain? A project read as a model, simulated, with fixes ranked by their gain."""
