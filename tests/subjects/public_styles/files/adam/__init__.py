from adam.adam import Adam
