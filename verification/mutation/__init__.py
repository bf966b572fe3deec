"""What would somebody's tests not notice?  Their optimizer is changed in small ways, and their tests are run."""
