"Lesson 01, variance, covariance, correlation: what each exercise must do."
